package flip.lab.check;

import flip.membership.ServerId;
import flip.systems.Run;
import flip.systems.Status;
import flip.systems.SystemSpec;
import java.util.List;

/**
 * I3: under stop, a datum of a shard or a singleton is held by one server at most. Excused is what
 * could not be let go when the lease ended, because nobody was there to do it or because that
 * failed ({@link Hold#isExcused}): so plain scripts of an agent that was stopped or killed, and
 * what a driver has that was, too.
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

    /** What was held too long for a reason is not any more, when the reason is over. */
    @Override
    public void excusesEnd(ServerId server) {
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
        return hold.isExcused(truth.elapsed(), truth.leaseEnd(hold.server()), truth.guard());
    }
}
