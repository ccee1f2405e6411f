package flip.lab.check;

import flip.membership.Notice;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.View;
import flip.systems.Run;
import flip.systems.Status;
import flip.systems.SystemSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * I10: at the moment a view with X down is chosen, that incarnation of X has no lease that a living
 * agent could use, and under stop holds nothing.
 */
final class LeaseIsOver implements Invariant {
    private record Disk(ServerId server, long identity) {}

    private final Truth truth;

    /** The highest life that a last will of that disk has named. */
    private final Map<Disk, Long> willed = new LinkedHashMap<>();

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

    /** A last will says the same of every life below the one that it names, and for ever. */
    @Override
    public void willed(ServerId server, long identity, long incarnation) {
        willed.merge(new Disk(server, identity), incarnation, Math::max);
        for (Hold hold : truth.holds().byServer(server)) {
            if (hold.identity() == identity && hold.incarnation() < incarnation) {
                throw new Violation(
                        "I10", hold + " is held, and a last will names life " + incarnation);
            }
        }
    }

    @Override
    public void running(ServerId server, Run run, Status status) {
        if (run.verb() == Run.Verb.ALIVE
                && isSaidOver(server, status.identity(), status.incarnation())) {
            throw new Violation(
                    "I10",
                    server
                            + " starts alive of "
                            + new Thing(run.system(), run.datum())
                            + " in life "
                            + status.incarnation()
                            + ", after its last will");
        }
    }

    private boolean isSaidOver(ServerId server, long identity, long incarnation) {
        return willed.getOrDefault(new Disk(server, identity), 0L) > incarnation;
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
        // The clock of who slept shows a lease that is over, and nothing is taken in before it is
        // looked at. And after its last will its driver has let go and ended: no lease of it is of
        // use to anybody.
        if (status.isPresent()
                && !isSaidOver(server, over.identity(), over.incarnation())
                && !(truth.hasSlept(server)
                        && truth.elapsed().compareTo(truth.leaseEnd(server).granted()) >= 0)
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
