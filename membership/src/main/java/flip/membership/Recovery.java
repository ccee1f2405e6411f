package flip.membership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.time.Duration;

/**
 * An operator's word that voters are lost for good, which each of the others keeps until a cluster
 * is formed without those.
 *
 * @param lost the voters that never speak again as who they were
 * @param formers the lineages that end with it, the oldest first
 * @param epoch the new cluster's views have higher ones
 * @param longestGrant the longest L + g that was ever in force in those lineages
 */
public record Recovery(
        ImmutableSortedSet<ServerId> lost,
        ImmutableList<Long> formers,
        long epoch,
        Duration longestGrant) {
    /** Nothing was said. */
    public static final Recovery NONE =
            new Recovery(ImmutableSortedSet.of(), ImmutableList.of(), 0, Duration.ZERO);

    /** So many views the lost ones may have agreed to that nobody else has heard of. */
    static final long LEAP = 1_000_000;

    /** Whether nothing was said. */
    public boolean isNone() {
        return lost.isEmpty();
    }

    /** What all have to have been told alike. */
    long digest() {
        WireWriter out = new WireWriter();
        RecoveryCodec.writeWord(out, this);
        return out.fingerprint();
    }

    /** Whether both are the same word, whatever each server adds of what it knows. */
    boolean isSameWord(Recovery other) {
        return lost.equals(other.lost) && formers.equals(other.formers);
    }

    /** The same word, above that epoch and with that grant too. */
    Recovery atLeast(long otherEpoch, Duration otherGrant) {
        return new Recovery(
                lost,
                formers,
                Math.max(epoch, otherEpoch),
                otherGrant.compareTo(longestGrant) > 0 ? otherGrant : longestGrant);
    }
}
