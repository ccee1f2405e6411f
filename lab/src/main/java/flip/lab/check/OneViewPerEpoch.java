package flip.lab.check;

import flip.membership.Notice;
import flip.membership.ServerId;
import flip.membership.View;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * I1: two servers never act on different views with the same epoch; and nobody acts on a view that
 * was not chosen.
 */
final class OneViewPerEpoch implements Invariant {
    private record Place(long lineage, long epoch) {}

    private final ChosenViews chosenViews;
    private final Map<Place, View> actedOn = new LinkedHashMap<>();
    private boolean mustBeChosen = true;

    OneViewPerEpoch(ChosenViews chosenViews) {
        this.chosenViews = chosenViews;
    }

    /** Views are compared with each other, and not with what a quorum's disks have. */
    void onlyCompared() {
        mustBeChosen = false;
    }

    @Override
    public void told(ServerId server, Notice notice) {
        if (notice instanceof Notice.Installed installed && installed.view().isFormed()) {
            View view = installed.view();
            View other = actedOn.putIfAbsent(new Place(view.lineage(), view.epoch()), view);
            if (other != null && !other.equals(view)) {
                throw new Violation(
                        "I1", server + " acts on " + view + ", another server on " + other);
            }
            if (mustBeChosen) {
                requireChosen(server, view);
            }
        }
    }

    private void requireChosen(ServerId server, View view) {
        View chosen =
                chosenViews
                        .chosen(view.lineage(), view.epoch())
                        .orElseThrow(
                                () ->
                                        new Violation(
                                                "I1",
                                                server
                                                        + " acts on a view that was never chosen: "
                                                        + view));
        if (!chosen.equals(view)) {
            throw new Violation("I1", server + " acts on " + view + ", but chosen was " + chosen);
        }
    }
}
