package flip.lab.sim;

import flip.membership.Moment;
import flip.systems.DriverLease;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Until when a driver may hold what each system has, on the clock of its machine. */
final class LeaseEnds {
    private final Simulation simulation;
    private final Clock clock;
    private final Runnable look;
    private final TreeMap<String, Moment> leases = new TreeMap<>();

    /** What the agent told of last. */
    private final TreeMap<String, DriverLease> told = new TreeMap<>();

    private long lookAtNanos = Long.MAX_VALUE;
    private long renewAtNanos = Long.MAX_VALUE;

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

    /** For an alive, whatever was before. */
    void begin(String system, DriverLease lease) {
        told.put(system, lease);
        leases.merge(system, lease.until(), Moment::later);
    }

    /** The agent's own leave follows no lease that has ended. */
    void renew(String system, DriverLease lease) {
        DriverLease before = told.get(system);
        Moment now = clock.at(simulation.nowNanos());
        if (!lease.own() || before == null || before.until().isAfter(now)) {
            begin(system, lease);
        }
    }

    Moment of(String system) {
        return leases.getOrDefault(system, Moment.NEVER);
    }

    void clear() {
        leases.clear();
        told.clear();
        lookAtNanos = Long.MAX_VALUE;
        renewAtNanos = Long.MAX_VALUE;
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

    /** Sees to it that the agent goes on by itself when it has to. */
    void renewLater(Runnable renew) {
        Moment now = clock.at(simulation.nowNanos());
        long due = Long.MAX_VALUE;
        for (DriverLease lease : told.values()) {
            if (!lease.own()
                    && lease.ownFrom().isAfter(now)
                    && lease.ownFrom().isBefore(Moment.FOREVER)) {
                due = Math.min(due, clock.whenNanos(lease.ownFrom()));
            }
        }
        renewAtNanos = due;
        long mine = due;
        if (mine < Long.MAX_VALUE && !clock.isAsleep()) {
            simulation.at(
                    Math.max(mine, simulation.nowNanos() + 1),
                    () -> {
                        if (mine == renewAtNanos) {
                            renewAtNanos = Long.MAX_VALUE;
                            renew.run();
                        }
                    });
        }
    }

    /** Sees to it that somebody looks when the next one ends. */
    void lookLater() {
        long due = Long.MAX_VALUE;
        for (Moment until : leases.values()) {
            due = Math.min(due, clock.whenNanos(until));
        }
        if (due < lookAtNanos && !clock.isAsleep()) {
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
