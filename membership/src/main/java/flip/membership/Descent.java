package flip.membership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Collections;

/**
 * Where a lineage comes from that an operator began because too many voters were lost for good.
 *
 * @param formers the lineages that ended with it, the oldest first; 0 stands for a cluster that was
 *     never formed
 * @param vacant the voters that were lost: each votes again as soon as it is let in
 */
public record Descent(ImmutableList<Long> formers, ImmutableSortedSet<ServerId> vacant) {
    /** So often one cluster can be recovered: a view must stay small. */
    public static final int MOST_FORMERS = 64;

    /** Of a cluster that formed by itself. */
    public static final Descent NONE = new Descent(ImmutableList.of(), ImmutableSortedSet.of());

    public Descent {
        if (formers.size() > MOST_FORMERS) {
            throw new IllegalArgumentException(
                    "a lineage has at most "
                            + MOST_FORMERS
                            + " former ones, not "
                            + formers.size());
        }
    }

    /** Whether an operator began the lineage. */
    boolean isRecovered() {
        return !formers.isEmpty();
    }

    /** Whether both lineages come from one, or one of them from the other. */
    static boolean areRelated(View one, View other) {
        return one.descent().formers().contains(other.lineage())
                || other.descent().formers().contains(one.lineage())
                || !Collections.disjoint(one.descent().formers(), other.descent().formers());
    }

    /** The same, but those voters only that some configuration still has as voters. */
    Descent within(ImmutableSortedSet<ServerId> voters) {
        return new Descent(
                formers,
                vacant.stream()
                        .filter(voters::contains)
                        .collect(ImmutableSortedSet.toImmutableSortedSet(ServerId::compareTo)));
    }

    /** The same, but that voter is back. */
    Descent without(ServerId voter) {
        return new Descent(
                formers,
                vacant.stream()
                        .filter(id -> !id.equals(voter))
                        .collect(ImmutableSortedSet.toImmutableSortedSet(ServerId::compareTo)));
    }
}
