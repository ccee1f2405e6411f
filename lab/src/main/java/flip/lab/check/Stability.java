package flip.lab.check;

import flip.membership.Change;
import flip.membership.Notice;
import flip.membership.Opinion;
import flip.membership.ServerId;
import flip.systems.Run;
import flip.systems.Status;

/**
 * I8: without faults, no server is ever voted down, no view is chosen and no script runs after
 * convergence.
 */
public final class Stability implements Invariant {
    private boolean quiet;

    Stability() {}

    /** From now on, or no longer, all have converged and nothing goes wrong. */
    public void quiet(boolean now) {
        quiet = now;
    }

    @Override
    public void told(ServerId server, Notice notice) {
        if (quiet
                && notice instanceof Notice.Voted voted
                && voted.change() instanceof Change.Down
                && voted.opinion() instanceof Opinion.Agreed) {
            throw new Violation("I8", server + " votes in the calm: " + voted);
        }
    }

    @Override
    public void chosen(Choice choice) {
        if (quiet && choice.anew()) {
            throw new Violation("I8", "a view is chosen in the calm: " + choice.view());
        }
    }

    @Override
    public void running(ServerId server, Run run, Status status) {
        if (quiet) {
            throw new Violation(
                    "I8", server + " starts " + run.verb() + " of " + run.datum() + " in the calm");
        }
    }
}
