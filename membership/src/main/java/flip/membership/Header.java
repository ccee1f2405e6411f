package flip.membership;

import com.google.common.collect.ImmutableList;

/**
 * What every message carries, whatever it is about.
 *
 * @param sender who made it; a relay does not change that
 * @param identity the sender's identity
 * @param incarnation the sender's life; 0 before its start sweep is over, and where it is too far
 *     behind (R20): then it counts for votes and for nothing else
 * @param refutation the sender's answer count to suspicions, within its incarnation
 * @param stamp of this message; grows for ever
 * @param echo the highest stamp of the receiver that the sender has seen; 0 when none
 * @param lineage of the view that the sender knows
 * @param generation of that view
 * @param epoch of that view
 * @param viewDigest of that view
 * @param settled the highest epoch outside whose plan the sender holds nothing
 * @param configurationVersion the highest version of a configuration that the sender can offer; of
 *     the one that it would form a cluster with while it has none
 * @param configurationDigest of that configuration
 * @param wants whether it wants to be up
 * @param leased whether it holds a valid lease
 * @param rumors news about members, at most {@link #MOST_RUMORS}
 */
public record Header(
        ServerId sender,
        long identity,
        long incarnation,
        long refutation,
        long stamp,
        long echo,
        long lineage,
        long generation,
        long epoch,
        long viewDigest,
        long settled,
        long configurationVersion,
        long configurationDigest,
        Wants wants,
        boolean leased,
        ImmutableList<Rumor> rumors) {
    /** So that a ping through a relay, with rumors about the longest ids, fits one datagram. */
    public static final int MOST_RUMORS = 4;

    /** What a server asks of the quorum. */
    public enum Wants {
        UP,
        OUT
    }
}
