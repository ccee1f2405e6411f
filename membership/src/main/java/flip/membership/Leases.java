package flip.membership;

import java.util.TreeMap;

/**
 * As holder: until when this server may hold data (Gray and Cheriton 1989). It holds a lease while
 * N - Q + 1 voters' grants of one generation are unexpired on its own clock: any quorum that votes
 * it down has one of those voters in it, which waits until its own grant is over.
 */
final class Leases {
    private final Self self;
    private final TreeMap<ServerId, Moment> until = new TreeMap<>();
    private Moment carriedUntil = Moment.NEVER;

    /** Whether this life gets none any more: its last will may have been said. */
    private boolean forfeited;

    Leases(Self self) {
        this.self = self;
    }

    /** A voter granted; counted from the moment its ping was sent. */
    void granted(ServerId by, Moment sentAt, Grant grant) {
        until.merge(by, sentAt.plus(grant.length()), Moment::later);
    }

    /** Whether that voter's grant is still good. */
    boolean isGranted(Moment now, ServerId by) {
        return now.isBefore(until.getOrDefault(by, Moment.NEVER));
    }

    /** The end of the lease by the grants of the present generation and those carried over. */
    Moment until(long incarnation) {
        View known = self.known();
        if (incarnation == 0
                || forfeited
                || !known.isUp(self.id(), self.ledger().now().identity(), incarnation)) {
            return Moment.NEVER;
        }
        if (!known.isMajority()) {
            return Moment.FOREVER;
        }
        return Moment.later(carriedUntil, ofPresentGeneration(known));
    }

    /**
     * R13: the old generation's lease stays good until it ends by itself, under its own N and Q.
     */
    void generationEnds(View ended, long incarnation) {
        boolean up = ended.isUp(self.id(), self.ledger().now().identity(), incarnation);
        if (up && self.rules().has(Rule.LEASE_CARRIES_OVER)) {
            carriedUntil = Moment.later(carriedUntil, ofPresentGeneration(ended));
        }
        until.clear();
    }

    /** Every lease is over: the clock jumped, or this life is. */
    void lapse() {
        until.clear();
        carriedUntil = Moment.NEVER;
    }

    /** This life has no lease any more, whatever is granted (I10). */
    void forfeit() {
        forfeited = true;
        lapse();
    }

    /** A new life begins, without any. */
    void begin() {
        forfeited = false;
        lapse();
    }

    private Moment ofPresentGeneration(View view) {
        int needed = view.grantsForLease();
        int voters = 0;
        long[] ends = new long[view.standings().size()];
        for (var entry : view.standings().entrySet()) {
            if (entry.getValue().voter()) {
                ends[voters++] = until.getOrDefault(entry.getKey(), Moment.NEVER).nanos();
            }
        }
        if (voters < needed) {
            return Moment.NEVER;
        }
        java.util.Arrays.sort(ends, 0, voters);
        return new Moment(ends[voters - needed]);
    }
}
