package flip.lab.check;

import flip.membership.Notice;
import flip.membership.ServerId;
import flip.membership.View;

/**
 * I1: two servers never act on different views with the same epoch; and nobody acts on a view that
 * was not chosen.
 */
final class OneViewPerEpoch implements Invariant {
    private final Ledger ledger;

    OneViewPerEpoch(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void told(ServerId server, Notice notice) {
        if (notice instanceof Notice.Installed installed && installed.view().isFormed()) {
            View view = installed.view();
            View chosen =
                    ledger.chosen(view.lineage(), view.epoch())
                            .orElseThrow(
                                    () ->
                                            new Violation(
                                                    "I1",
                                                    server
                                                            + " acts on a view that was never"
                                                            + " chosen: "
                                                            + view));
            if (!chosen.equals(view)) {
                throw new Violation(
                        "I1", server + " acts on " + view + ", but chosen was " + chosen);
            }
        }
    }
}
