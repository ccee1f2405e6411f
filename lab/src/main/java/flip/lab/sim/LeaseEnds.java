package flip.lab.sim;

import flip.membership.Moment;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Until when a driver may hold what each system has, on the clock of its machine. */
final class LeaseEnds {
    private final Simulation simulation;
    private final Clock clock;
    private final Runnable look;
    private final TreeMap<String, Moment> leases = new TreeMap<>();
    private long lookAtNanos = Long.MAX_VALUE;

    /**
     * None yet.
     *
     * @param look called when one may have ended
     */
    LeaseEnds(Simulation simulation, Clock clock, Runnable look) {
        this.simulation = simulation;
        this.clock = clock;
        this.look = look;
    }

    void extend(String system, Moment until) {
        leases.merge(system, until, Moment::later);
    }

    Moment of(String system) {
        return leases.getOrDefault(system, Moment.NEVER);
    }

    /** All of them are over. */
    void end() {
        leases.replaceAll((system, until) -> Moment.NEVER);
    }

    void clear() {
        leases.clear();
        lookAtNanos = Long.MAX_VALUE;
    }

    /** The systems whose lease has ended since it was asked last. */
    Set<String> over() {
        Moment now = clock.at(simulation.nowNanos());
        Set<String> over = new TreeSet<>();
        leases.forEach(
                (system, until) -> {
                    if (!until.isAfter(now)) {
                        over.add(system);
                    }
                });
        leases.keySet().removeAll(over);
        return over;
    }

    /** Sees to it that somebody looks when the next one ends. */
    void lookLater() {
        long due = Long.MAX_VALUE;
        for (Moment until : leases.values()) {
            due = Math.min(due, clock.whenNanos(until));
        }
        if (due < lookAtNanos && !clock.isStill()) {
            lookAtNanos = Math.max(due, simulation.nowNanos() + 1);
            long mine = lookAtNanos;
            simulation.at(
                    mine,
                    () -> {
                        if (mine == lookAtNanos) {
                            lookAtNanos = Long.MAX_VALUE;
                            look.run();
                        }
                    });
        }
    }
}
