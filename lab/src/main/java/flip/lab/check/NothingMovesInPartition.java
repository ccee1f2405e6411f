package flip.lab.check;

import flip.membership.ServerId;
import flip.systems.Run;
import flip.systems.Status;
import flip.systems.SystemSpec;

/**
 * I7: nothing moves in a total partition under freeze: no alive is started, and no down but of what
 * somebody else was heard to have.
 */
public final class NothingMovesInPartition implements Invariant {
    private final Truth truth;
    private boolean partitioned;

    NothingMovesInPartition(Truth truth) {
        this.truth = truth;
    }

    /** From now on, or no longer, nobody hears anybody. */
    public void partitioned(boolean now) {
        partitioned = now;
    }

    @Override
    public void running(ServerId server, Run run, Status status) {
        if (partitioned
                && !yields(server, run)
                && truth.system(run.system())
                        .filter(system -> system.policy() == SystemSpec.NoQuorumPolicy.FREEZE)
                        .isPresent()) {
            throw new Violation(
                    "I7", server + " starts " + run.verb() + " of " + run.datum() + " all alone");
        }
    }

    private boolean yields(ServerId server, Run run) {
        return run.verb() == Run.Verb.DOWN
                && truth.holds()
                        .of(server, new Thing(run.system(), run.datum()))
                        .filter(Hold::isContested)
                        .isPresent();
    }
}
