package flip.lab.check;

import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Standing;
import flip.membership.View;

/** I11: an incarnation that was down or out in a chosen view is never up in a later one. */
final class NoRevival implements Invariant {
    private final Ended ended = new Ended();

    @Override
    public void chosen(Choice choice) {
        if (!choice.anew()) {
            return;
        }
        View view = choice.view();
        view.standings()
                .forEach(
                        (server, standing) -> {
                            if (standing.state() == Standing.State.UP
                                    && ended.isOver(
                                            view.lineage(),
                                            server,
                                            standing.identity(),
                                            standing.incarnation())) {
                                throw new Violation("I11", server + " lives again: " + standing);
                            }
                        });
        ended.chosen(view, choice.before().map(View::standings).orElse(ImmutableSortedMap.of()));
    }
}
