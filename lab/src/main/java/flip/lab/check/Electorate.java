package flip.lab.check;

import com.google.common.collect.ImmutableSortedMap;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.View;
import java.util.Map;

/**
 * Who votes in a generation.
 *
 * @param identities of the voters
 * @param quorum how many make a choice
 */
record Electorate(ImmutableSortedMap<ServerId, Long> identities, int quorum) {

    /** The voters that this view lets vote on the next. */
    static Electorate of(View view) {
        return new Electorate(identities(view), view.quorum());
    }

    /** Genesis: every voter of the view that is to be the first. */
    static Electorate forming(View view) {
        ImmutableSortedMap<ServerId, Long> all = identities(view);
        return new Electorate(all, all.size());
    }

    boolean has(ServerId server, long identity) {
        Long expected = identities.get(server);
        return expected != null && expected == identity;
    }

    private static ImmutableSortedMap<ServerId, Long> identities(View view) {
        ImmutableSortedMap.Builder<ServerId, Long> found = ImmutableSortedMap.naturalOrder();
        for (Map.Entry<ServerId, Standing> entry : view.standings().entrySet()) {
            if (entry.getValue().voter()) {
                found.put(entry.getKey(), entry.getValue().identity());
            }
        }
        return found.buildOrThrow();
    }
}
