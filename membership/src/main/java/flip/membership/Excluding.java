package flip.membership;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which lots each server asks not to be given: what its present life said last, by stamp. What an
 * earlier life asked for is nobody's wish any more: proposed, it would be refused for ever. A life
 * that is not up yet may ask, so that the view in which it comes up gives it no lot that it would
 * have to hand on at once.
 */
final class Excluding {
    private record Asked(
            long identity, long incarnation, long stamp, ImmutableList<Exclusion> lots) {}

    private final TreeMap<ServerId, Asked> asked = new TreeMap<>();

    /** That life of that server asks for this, and no longer for what it asked before. */
    void asked(
            ServerId by,
            long identity,
            long incarnation,
            long stamp,
            ImmutableList<Exclusion> lots) {
        Asked before = asked.get(by);
        boolean own = lots.stream().allMatch(exclusion -> exclusion.server().equals(by));
        // Stamps are compared only within one identity: another disk begins anywhere.
        if (own && (before == null || before.identity() != identity || before.stamp() <= stamp)) {
            asked.put(by, new Asked(identity, incarnation, stamp, lots));
        }
    }

    boolean isAskedFor(Exclusion exclusion, View known) {
        return ofTheLiving(exclusion.server(), known)
                .filter(request -> request.lots().contains(exclusion))
                .isPresent();
    }

    /** It said what it asks for, and this is not among it. */
    boolean isTakenBack(Exclusion exclusion, View known) {
        return ofTheLiving(exclusion.server(), known)
                .filter(request -> !request.lots().contains(exclusion))
                .isPresent();
    }

    /**
     * What that server said last is not believed any more, until it says it again: as long as the
     * view has not what it asks for, it does so each period.
     */
    void doubt(ServerId server) {
        asked.remove(server);
    }

    private Optional<Asked> ofTheLiving(ServerId server, View known) {
        return Optional.ofNullable(asked.get(server))
                .filter(
                        request ->
                                isLiving(known, server, request.identity(), request.incarnation()));
    }

    /** Whether that life is up in the view, or newer than what the view knows of that server. */
    static boolean isLiving(View known, ServerId server, long identity, long incarnation) {
        return known.isUp(server, identity, incarnation)
                || known.standing(server)
                        .filter(standing -> standing.identity() == identity)
                        .filter(standing -> standing.incarnation() < incarnation)
                        .isPresent();
    }

    /** Everything that is asked for and not in the view. */
    ImmutableList<Exclusion> missingIn(View view) {
        return asked.keySet().stream()
                .flatMap(server -> ofTheLiving(server, view).stream())
                .flatMap(request -> request.lots().stream())
                .filter(exclusion -> !view.exclusions().contains(exclusion))
                .collect(ImmutableList.toImmutableList());
    }

    /** Everything in the view that is taken back. */
    ImmutableList<Exclusion> endedIn(View view) {
        return view.exclusions().stream()
                .filter(exclusion -> isTakenBack(exclusion, view))
                .collect(ImmutableList.toImmutableList());
    }

    /** Whether the view has not yet what that server asks for, no more and no less. */
    boolean isPending(ServerId of, View view) {
        Asked request = asked.get(of);
        return request != null
                && (!view.exclusions().containsAll(request.lots())
                        || view.exclusions().stream()
                                .anyMatch(
                                        exclusion ->
                                                exclusion.server().equals(of)
                                                        && !request.lots().contains(exclusion)));
    }

    /** What that server asked for last. */
    ImmutableList<Exclusion> of(ServerId server) {
        Asked request = asked.get(server);
        return request == null ? ImmutableList.of() : request.lots();
    }
}
