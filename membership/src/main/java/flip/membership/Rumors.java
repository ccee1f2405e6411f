package flip.membership;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** News that rides on messages, each about lambda * log(n) times (SWIM §4.1). */
final class Rumors {
    /** SWIM's lambda: how much further than necessary a rumor is carried. */
    private static final int LAMBDA = 4;

    /** More news than this at once is old news; the oldest goes. */
    private static final int MOST = 64;

    private final List<Spread> spreads = new ArrayList<>();

    /** Tells it; it replaces what was told of the same subject by the same accuser. */
    void tell(Rumor rumor, int servers) {
        spreads.removeIf(spread -> isSameMatter(spread.rumor, rumor));
        if (spreads.size() == MOST) {
            spreads.remove(0);
        }
        int times = LAMBDA * (Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, servers)));
        spreads.add(new Spread(rumor, times));
    }

    /** What rides on the next message: the least told first. */
    ImmutableList<Rumor> next() {
        if (spreads.isEmpty()) {
            return ImmutableList.of();
        }
        spreads.sort(Comparator.comparingInt((Spread spread) -> spread.left).reversed());
        ImmutableList.Builder<Rumor> chosen = ImmutableList.builder();
        int most = Math.min(Header.MOST_RUMORS, spreads.size());
        for (int at = 0; at < most; at++) {
            Spread spread = spreads.get(at);
            chosen.add(spread.rumor);
            spread.left--;
        }
        spreads.removeIf(spread -> spread.left <= 0);
        return chosen.build();
    }

    private static boolean isSameMatter(Rumor a, Rumor b) {
        boolean ended = b.kind() == Rumor.Kind.ALIVE && a.subject().equals(b.subject());
        return ended
                ? a.incarnation() < b.incarnation()
                        || (a.incarnation() == b.incarnation() && a.refutation() <= b.refutation())
                : a.subject().equals(b.subject()) && a.accuser().equals(b.accuser());
    }

    private static final class Spread {
        private final Rumor rumor;
        private int left;

        private Spread(Rumor rumor, int left) {
            this.rumor = rumor;
            this.left = left;
        }
    }
}
