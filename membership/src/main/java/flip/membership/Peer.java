package flip.membership;

import com.google.common.collect.ImmutableSortedSet;
import java.time.Duration;

/**
 * What this server knows of a member.
 *
 * @param identity of the disk that it spoke with last; 0 when it was never heard
 * @param incarnation that it spoke with last
 * @param settled what it announced last, for that incarnation; -1 when it has announced nothing
 * @param epoch of the view that it knows
 * @param leased whether it said that it holds a lease
 * @param reached whether there was a round trip within L
 * @param silent since the last round trip; the time since the start when there was none
 * @param roundTrip the smoothed time of a round trip; zero before the first
 * @param suspectedBy who accuses it, this server included
 */
public record Peer(
        long identity,
        long incarnation,
        long settled,
        long epoch,
        boolean leased,
        boolean reached,
        Duration silent,
        Duration roundTrip,
        ImmutableSortedSet<ServerId> suspectedBy) {}
