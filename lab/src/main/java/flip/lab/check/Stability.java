package flip.lab.check;

import com.google.common.collect.ImmutableSet;
import flip.membership.Change;
import flip.membership.Notice;
import flip.membership.Opinion;
import flip.membership.ServerId;
import flip.systems.Run;
import flip.systems.Status;
import java.util.Collection;

/**
 * I8: without faults, no server is ever voted down, no view is chosen and no script runs after
 * convergence.
 */
public final class Stability implements Invariant {
    private ImmutableSet<ServerId> quiet = ImmutableSet.of();

    Stability() {}

    /** From now on these servers have converged, and nothing goes wrong between them. */
    public void quiet(Collection<ServerId> servers) {
        quiet = ImmutableSet.copyOf(servers);
    }

    /** Things may go wrong again. */
    public void loud() {
        quiet = ImmutableSet.of();
    }

    @Override
    public void told(ServerId server, Notice notice) {
        if (!quiet.contains(server)) {
            return;
        }
        if (notice instanceof Notice.Suspected suspected
                && quiet.contains(suspected.server())
                && suspected.accuser().equals(server)) {
            throw new Violation("I8", server + " in the calm: " + notice.sentence());
        }
        if (notice instanceof Notice.Voted voted
                && voted.change() instanceof Change.Down
                && voted.opinion() instanceof Opinion.Agreed) {
            throw new Violation("I8", server + " votes in the calm: " + voted);
        }
    }

    @Override
    public void chosen(Choice choice) {
        if (!quiet.isEmpty() && choice.anew()) {
            throw new Violation("I8", "a view is chosen in the calm: " + choice.view());
        }
    }

    @Override
    public void running(ServerId server, Run run, Status status) {
        if (quiet.contains(server)) {
            throw new Violation(
                    "I8", server + " starts " + run.verb() + " of " + run.datum() + " in the calm");
        }
    }
}
