package flip.systems;

import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Moment;
import flip.membership.Peer;
import flip.membership.ServerId;
import flip.membership.View;
import java.util.function.Supplier;

/**
 * Where this server stands in the cluster at one moment: all that the systems ask of the
 * membership.
 *
 * @param view the installed one
 * @param knownEpoch of the highest view that is known to be chosen
 * @param identity of this server
 * @param incarnation its present life; 0 before it has one
 * @param leaseUntil until when it may start to hold data; {@link Moment#NEVER} without a lease
 * @param doomed whether the quorum may have agreed to its end
 * @param peers what the others last said of themselves; asked for only when it matters
 */
record Footing(
        View view,
        long knownEpoch,
        long identity,
        long incarnation,
        Moment leaseUntil,
        boolean doomed,
        Supplier<ImmutableSortedMap<ServerId, Peer>> peers) {

    /** Whether the view has this very life of this server up. */
    boolean isUp(ServerId self) {
        return incarnation != 0 && view.isUp(self, identity, incarnation);
    }

    /** Whether it may hold data now: leases are off when two quorums could be disjoint. */
    boolean isLeased(Moment now) {
        return view.isFormed() && (!view.isMajority() || leaseUntil.isAfter(now));
    }
}
