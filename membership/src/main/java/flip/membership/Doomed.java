package flip.membership;

import java.util.TreeMap;

/**
 * R8: lives whose end this voter accepted, or was asked to accept. They are granted nothing more,
 * until a newer chosen view shows them up after all.
 */
final class Doomed {
    private record Doom(long identity, long incarnation, long askedEpoch, long knownEpoch) {}

    private final TreeMap<ServerId, Doom> dooms = new TreeMap<>();
    private final Rules rules;

    Doomed(Rules rules) {
        this.rules = rules;
    }

    /** Asked, with a ballot not below the promise, to accept that view. */
    void asked(View view, View known) {
        if (!rules.has(Rule.DOOMED_GETS_NO_GRANT)) {
            return;
        }
        view.standings()
                .forEach(
                        (id, standing) -> {
                            Standing before = known.standings().get(id);
                            if (standing.state() == Standing.State.DOWN
                                    && (before == null
                                            || !before.showsOver(
                                                    standing.identity(), standing.incarnation()))) {
                                dooms.put(
                                        id,
                                        new Doom(
                                                standing.identity(),
                                                standing.incarnation(),
                                                view.epoch(),
                                                known.epoch()));
                            }
                        });
    }

    /** A chosen view, newer than the one that was known. */
    void learned(View view) {
        dooms.entrySet().removeIf(entry -> isLifted(entry.getKey(), entry.getValue(), view));
    }

    private static boolean isLifted(ServerId id, Doom doom, View view) {
        Standing standing = view.standings().get(id);
        if (standing != null && standing.showsOver(doom.identity(), doom.incarnation())) {
            return true;
        }
        // An older one says nothing of what this voter was asked since.
        return view.epoch() > doom.knownEpoch()
                && view.epoch() >= doom.askedEpoch()
                && (standing == null
                        || standing.identity() != doom.identity()
                        || standing.incarnation() >= doom.incarnation());
    }

    boolean has(ServerId id, long identity, long incarnation) {
        Doom doom = dooms.get(id);
        return doom != null && doom.identity() == identity && doom.incarnation() >= incarnation;
    }
}
