package flip.lab.sim;

import java.util.random.RandomGenerator;

/** When a process is woken next: a little later than it asked to be. */
final class Tick {
    private final Simulation simulation;
    private final RandomGenerator random;
    private final Runnable wake;
    private long atNanos = Long.MAX_VALUE;
    private long lateNanos = 50_000;
    private int life;

    Tick(Simulation simulation, RandomGenerator random, Runnable wake) {
        this.simulation = simulation;
        this.random = random;
        this.wake = wake;
    }

    /** Timers fire late by so much on average. */
    void lateness(long nanos) {
        lateNanos = nanos;
    }

    /** It is due then, unless it is due sooner already. */
    void due(long dueNanos) {
        if (dueNanos < atNanos && dueNanos != Long.MAX_VALUE) {
            long late = Math.round(-Math.log(1 - random.nextDouble()) * lateNanos);
            long at = Math.max(dueNanos, simulation.nowNanos()) + Math.min(late, lateNanos * 4);
            atNanos = at;
            int mine = life;
            simulation.at(at, () -> fire(mine, at));
        }
    }

    /** Nobody is to be woken any more. */
    void forget() {
        life++;
        atNanos = Long.MAX_VALUE;
    }

    private void fire(int of, long at) {
        if (of == life && at == atNanos) {
            atNanos = Long.MAX_VALUE;
            wake.run();
        }
    }
}
