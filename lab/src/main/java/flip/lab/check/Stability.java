package flip.lab.check;

import com.google.common.collect.ImmutableSet;
import flip.membership.Notice;
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
        // One voter alone may still want to end a life that it agreed to end before (R8): that
        // harms
        // nobody. A new accusation in the calm would.
        if (notice instanceof Notice.Suspected suspected
                && quiet.contains(server)
                && quiet.contains(suspected.server())
                && suspected.accuser().equals(server)) {
            throw new Violation("I8", server + " in the calm: " + notice.sentence());
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
