package flip.lab.sim;

import flip.membership.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The clock of one machine: its own origin, its own rate. It goes on while the machine sleeps, but
 * not while it is a virtual one that is paused.
 */
final class Clock {
    /** How much faster or slower than virtual time a clock runs at the most. */
    private static final double MOST_DRIFT = 0.004;

    private static final long FARTHEST_NANOS = 1_000_000_000_000_000L;

    private long sinceNanos;
    private long shownNanos;
    private double rate;
    private boolean still;
    private boolean asleep;
    private long asleepSinceNanos;
    private long shownAsleepNanos;

    /** What waits until the machine is awake. */
    private final List<Runnable> waiting = new ArrayList<>();

    Clock(long atNanos, RandomGenerator random) {
        boot(atNanos, random);
    }

    /** The machine starts: the clock begins somewhere else. */
    final void boot(long atNanos, RandomGenerator random) {
        sinceNanos = atNanos;
        shownNanos = random.nextLong(-FARTHEST_NANOS, FARTHEST_NANOS);
        rate = anyRate(random);
        still = false;
        asleep = false;
        waiting.clear();
    }

    /** A rate that a clock may have. */
    static double anyRate(RandomGenerator random) {
        return 1 + MOST_DRIFT * (2 * random.nextDouble() - 1);
    }

    /** From now on it runs at that rate. */
    void drift(long atNanos, double newRate) {
        advance(atNanos);
        rate = newRate;
    }

    /** Nothing on the machine goes on. */
    void sleep(long atNanos, Sleep kind) {
        advance(atNanos);
        asleep = true;
        asleepSinceNanos = atNanos;
        shownAsleepNanos = shownNanos;
        still = kind == Sleep.PAUSED;
    }

    /** All goes on; how long it slept. */
    long wake(long atNanos) {
        long pausedFor = still ? atNanos - asleepSinceNanos : 0;
        advance(atNanos);
        asleep = false;
        still = false;
        return pausedFor + shownNanos - shownAsleepNanos;
    }

    boolean isAsleep() {
        return asleep;
    }

    /** Does that, now or when the machine wakes. */
    void whenAwake(Runnable act) {
        if (asleep) {
            waiting.add(act);
        } else {
            act.run();
        }
    }

    /** It is awake: what waited is done, in order. */
    void doWhatWaits() {
        List<Runnable> due = List.copyOf(waiting);
        waiting.clear();
        due.forEach(Runnable::run);
    }

    /** What it shows at that virtual time. */
    Moment at(long atNanos) {
        long passed = still ? 0 : Math.round((atNanos - sinceNanos) * rate);
        return new Moment(shownNanos + passed);
    }

    /** The virtual time at which it shows that, if it runs on. */
    long whenNanos(Moment shown) {
        double ahead = (shown.nanos() - shownNanos) / rate;
        return ahead > Long.MAX_VALUE / 4.0 ? Long.MAX_VALUE : sinceNanos + (long) Math.ceil(ahead);
    }

    private void advance(long atNanos) {
        shownNanos = at(atNanos).nanos();
        sinceNanos = atNanos;
    }
}
