package flip.systems;

import com.google.common.collect.ImmutableList;
import flip.membership.ServerId;
import flip.membership.View;
import java.util.List;

/** What should be: the installed view, and its plan as soon as its configuration is here. */
final class Intent {
    private final ServerId self;
    private final PlanHistory history = new PlanHistory();
    private View view = View.NONE;

    /** Of {@link #view}, or of an older one while the configuration of that is not here. */
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

    /** The configuration of the installed view is here; says whose lots changed. */
    List<Action> planned(Catalog catalog) {
        Plan before = plan;
        plan = Plan.of(catalog, view, self);
        history.add(plan);
        return AssignmentChanges.between(before, plan);
    }

    /** Whether the configuration of the installed view is still missing. */
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

    /** What the system does without a lease: as configured now, or as it was last. */
    SystemSpec.NoQuorumPolicy policy(Means means) {
        return plan.find(means.name()).map(PlacedLot::spec).orElse(means.spec()).policy();
    }

    /** Whether a newer configuration raises, or lowers, it in another way. */
    boolean isOutdated(Means held) {
        return plan.find(held.name()).stream()
                .flatMap(placed -> placed.means().stream())
                .anyMatch(means -> means.name().equals(held.name()) && !means.worksLike(held));
    }
}
