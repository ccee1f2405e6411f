package flip.lab.check;

import flip.membership.ServerId;
import flip.systems.Status;
import flip.systems.Status.HoldingState;
import flip.systems.SystemSpec;

/**
 * I12: what a rival says takes nothing from a server that has a lease; without one, under yield, it
 * ends the hold at once.
 */
final class LeaseOutweighsRivals implements Invariant {
    private final Truth truth;

    LeaseOutweighsRivals(Truth truth) {
        this.truth = truth;
    }

    @Override
    public void contested(ServerId server, Thing thing, Status before, Status after) {
        if (!isAlive(before, thing)) {
            return;
        }
        if (before.leased() && !isAlive(after, thing)) {
            throw new Violation("I12", server + " has a lease and lets a rival have " + thing);
        }
        if (!before.leased() && yields(thing) && isAlive(after, thing)) {
            throw new Violation("I12", server + " has no lease and keeps " + thing);
        }
    }

    private static boolean isAlive(Status status, Thing thing) {
        Status.SystemStatus system = status.systems().get(thing.system());
        return system != null
                && system.lots().values().stream()
                        .map(lot -> lot.data().get(thing.datum()))
                        .anyMatch(it -> it != null && it.state() == HoldingState.ALIVE);
    }

    private boolean yields(Thing thing) {
        return truth.system(thing.system())
                .filter(system -> system.kind() != SystemSpec.Kind.REPLICATE)
                .filter(system -> system.conflict() == SystemSpec.Conflict.YIELD)
                .isPresent();
    }
}
