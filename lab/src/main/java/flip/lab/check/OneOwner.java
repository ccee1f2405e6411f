package flip.lab.check;

import flip.membership.ServerId;
import flip.systems.Run;
import flip.systems.Status;
import flip.systems.SystemSpec;
import java.util.List;

/**
 * I3: under stop, a datum of a shard or a singleton is held by one server at most. A server that
 * was stopped or killed, or whose script failed or was slow after its lease had ended, is excused:
 * plain scripts cannot do better (docs/design.md, "The promise"). What a driver has is not, while
 * that lives.
 */
final class OneOwner implements Invariant {
    private final Truth truth;

    OneOwner(Truth truth) {
        this.truth = truth;
    }

    @Override
    public void running(ServerId server, Run run, Status status) {
        if (run.verb() == Run.Verb.ALIVE) {
            check(new Thing(run.system(), run.datum()));
        }
    }

    @Override
    public void recovered(ServerId server) {
        truth.holds().byServer(server).forEach(hold -> check(hold.thing()));
    }

    private void check(Thing thing) {
        if (!isExclusive(thing)) {
            return;
        }
        List<Hold> holders =
                truth.holds().of(thing).stream().filter(hold -> !isExcused(truth, hold)).toList();
        if (holders.size() > 1) {
            throw new Violation("I3", thing + " has two owners: " + holders);
        }
    }

    private boolean isExclusive(Thing thing) {
        return truth.system(thing.system())
                .filter(system -> system.kind() != SystemSpec.Kind.REPLICATE)
                .filter(system -> system.policy() == SystemSpec.NoQuorumPolicy.STOP)
                .isPresent();
    }

    /** Whether the holder could not let go in time for reasons outside the protocol. */
    static boolean isExcused(Truth truth, Hold hold) {
        // A driver lets go also when its agent stands still or is gone, unless it sleeps as well.
        if (truth.isHampered(hold.server())
                && (!hold.isDriven() || hold.isTroubled() || truth.isStill(hold.server()))) {
            return true;
        }
        // While it has a lease nobody may take the thing, whatever its scripts do.
        return hold.isTroubled()
                && truth.status(hold.server()).map(status -> !status.leased()).orElse(true);
    }
}
