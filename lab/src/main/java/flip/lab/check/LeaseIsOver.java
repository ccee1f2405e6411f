package flip.lab.check;

import flip.membership.Notice;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.View;
import flip.systems.Status;
import flip.systems.SystemSpec;
import java.util.Optional;

/**
 * I10: at the moment a view with X down is chosen, that incarnation of X has no lease that a living
 * agent could use, and under stop holds nothing.
 */
final class LeaseIsOver implements Invariant {
    private final Truth truth;

    LeaseIsOver(Truth truth) {
        this.truth = truth;
    }

    /** To speak with a higher incarnation is the proof that every lower one holds nothing. */
    @Override
    public void told(ServerId server, Notice notice) {
        if (notice instanceof Notice.Lives) {
            for (Hold hold : truth.holds().byServer(server)) {
                throw new Violation("I10", hold + " is held, and " + notice.sentence());
            }
        }
    }

    @Override
    public void chosen(Choice choice) {
        View view = choice.view();
        if (!choice.anew() || choice.before().isEmpty()) {
            return;
        }
        View before = choice.before().get();
        for (ServerId server : view.standings().keySet()) {
            Standing now = view.standings().get(server);
            Standing then = before.standings().get(server);
            if (now != null
                    && then != null
                    && then.state() == Standing.State.UP
                    && now.isOver(then.identity(), then.incarnation())) {
                check(server, then, view);
            }
        }
    }

    private void check(ServerId server, Standing over, View view) {
        Optional<Status> status = truth.status(server);
        if (status.isPresent()
                && !truth.isStill(server)
                && status.get().leased()
                && status.get().identity() == over.identity()
                && status.get().incarnation() == over.incarnation()) {
            throw new Violation(
                    "I10",
                    "incarnation "
                            + over.incarnation()
                            + " of "
                            + server
                            + " is over in view "
                            + view.epoch()
                            + " and has a lease for "
                            + status.get().leaseLeft().toMillis()
                            + " ms");
        }
        for (Hold hold : truth.holds().byServer(server)) {
            boolean stops =
                    truth.system(hold.thing().system())
                            .filter(it -> it.policy() == SystemSpec.NoQuorumPolicy.STOP)
                            .isPresent();
            if (stops
                    && hold.identity() == over.identity()
                    && hold.incarnation() <= over.incarnation()
                    && !OneOwner.isExcused(truth, hold)) {
                throw new Violation(
                        "I10", hold + " is held, and its life over in view " + view.epoch());
            }
        }
    }
}
