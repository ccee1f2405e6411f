package flip.systems;

import com.google.common.collect.ImmutableList;
import flip.membership.ServerId;
import flip.membership.View;
import java.util.List;

/** What should be: the installed view, and its plan as soon as that takes effect. */
final class Intent {
    private final ServerId self;
    private final PlanHistory history = new PlanHistory();
    private View view = View.NONE;

    /** Of {@link #view}, or of an older one while the plan of that does not take effect yet. */
    private Plan plan;

    /** Before there is a view nobody should hold anything of what the file configures. */
    Intent(ServerId self, Catalog file) {
        this.self = self;
        plan = Plan.of(file, view, self);
    }

    /** A view takes effect. */
    void installed(View installed) {
        if (installed.lineage() == view.lineage() && installed.epoch() < view.epoch()) {
            throw new AssertionError(
                    "I2: view " + installed.epoch() + " is installed after " + view.epoch());
        }
        view = installed;
    }

    /** The plan of the installed view takes effect; says whose lots changed. */
    List<Action> planned(Plan next) {
        Plan before = plan;
        plan = next;
        history.add(plan);
        return AssignmentChanges.between(before, plan);
    }

    /** Whether the plan of the installed view does not take effect yet. */
    boolean isPlanMissing() {
        return view.isFormed() && !plan.view().equals(view);
    }

    View view() {
        return view;
    }

    Plan plan() {
        return plan;
    }

    PlanHistory history() {
        return history;
    }

    ImmutableList<ServerId> owners(DatumName name) {
        return plan.find(name).map(PlacedLot::owners).orElse(ImmutableList.of());
    }

    /** Whether the plan gives that datum to this server. */
    boolean isGivenHere(DatumName name) {
        return owners(name).contains(self);
    }

    /** What the system does without a lease. */
    SystemSpec.NoQuorumPolicy policy(Means means) {
        return spec(means).policy();
    }

    /** The system of what is held: as configured now, or as it was last. */
    SystemSpec spec(Means means) {
        return plan.find(means.name()).map(PlacedLot::spec).orElse(means.spec());
    }

    /** Whether a newer configuration raises, or lowers, it in another way. */
    boolean isOutdated(Means held) {
        return plan.means(held.name()).filter(means -> !means.worksLike(held)).isPresent();
    }
}
