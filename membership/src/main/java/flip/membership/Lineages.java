package flip.membership;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The views of other lineages, as their servers tell them. Nothing of them is ever acted on; they
 * say whether an operator's word has ended this server's own lineage in favour of that one.
 */
final class Lineages {
    /** More cannot come of operators' mistakes; the one told of first is asked for again. */
    private static final int MOST = 4;

    private final Self self;
    private final Map<Long, View> told = new LinkedHashMap<>();

    Lineages(Self self) {
        this.self = self;
    }

    /** A server of another lineage says that this is its view. */
    void told(View view) {
        View before = told.get(view.lineage());
        if (before == null || before.epoch() < view.epoch()) {
            told.put(view.lineage(), view);
        }
        if (told.size() > MOST) {
            told.remove(told.keySet().iterator().next());
        }
    }

    /**
     * Whether the view that the sender knows is one of another lineage, and newer than was told.
     */
    boolean isNews(Header header) {
        View before = told.get(header.lineage());
        return header.lineage() != 0
                && header.lineage() != self.known().lineage()
                && (before == null || before.epoch() < header.epoch());
    }

    /** What was told of that lineage. */
    Optional<View> find(long lineage) {
        return Optional.ofNullable(told.get(lineage));
    }

    /** The lineage that succeeds this server's own, if a quorum of its voters is within reach. */
    Optional<View> successor(Moment now) {
        return told.values().stream()
                .filter(view -> view.succeeds(self.known()))
                .filter(view -> reachesQuorumOf(now, view))
                .findFirst();
    }

    /**
     * Whether so many voters of that view as its quorum had a round trip with this server within L,
     * and speak of its lineage.
     */
    boolean reachesQuorumOf(Moment now, View view) {
        long reached =
                view.standings().entrySet().stream()
                        .filter(entry -> entry.getValue().voter())
                        .filter(entry -> speaks(now, entry.getKey(), entry.getValue(), view))
                        .count();
        return reached >= view.quorum();
    }

    private boolean speaks(Moment now, ServerId voter, Standing standing, View view) {
        long identity = standing.identity();
        return !voter.equals(self.id())
                && self.members().contact(voter, identity).lineage() == view.lineage()
                && self.members().isReached(now, voter, identity, self.pingTimeout());
    }
}
