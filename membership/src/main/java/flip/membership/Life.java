package flip.membership;

import flip.membership.Header.Wants;

/**
 * This server's incarnations. Each begins holding nothing and is replaced by a higher one,
 * persisted first, only when it holds nothing: so to speak with a higher one proves that every
 * lower one of this identity is over.
 */
final class Life {
    private enum Phase {
        /** The start sweep, or giving everything up: nothing may be taken. */
        RELEASING,
        /** The next incarnation waits for the disk. */
        RISING,
        LIVING
    }

    private final Self self;
    private Phase phase = Phase.RELEASING;
    private long incarnation;
    private long refutation;
    private long risingNumber;
    private long settled = -1;
    private boolean mature;
    private boolean leaving;
    private boolean contradicted;

    Life(Self self) {
        this.self = self;
    }

    /** The incarnation that this server speaks with; 0 before the start sweep is over. */
    long incarnation() {
        return incarnation;
    }

    /** The answer count to suspicions within it. */
    long refutation() {
        return refutation;
    }

    /** What it asks of the quorum. */
    Wants wants() {
        return mature && !leaving && !contradicted ? Wants.UP : Wants.OUT;
    }

    /** The highest epoch outside whose plan it holds nothing; bound to this incarnation. */
    long settled() {
        return settled;
    }

    boolean isLiving() {
        return phase == Phase.LIVING;
    }

    boolean isLeaving() {
        return leaving;
    }

    /**
     * It has run for long enough to be given data.
     *
     * @return whether that is news
     */
    boolean matured() {
        boolean news = !mature;
        mature = true;
        return news;
    }

    /** Its own configuration differs from the cluster's of the same version: it does not join. */
    void contradicted(boolean differs) {
        contradicted = differs;
    }

    void leave() {
        leaving = true;
    }

    void settled(long epoch) {
        settled = Math.max(settled, epoch);
    }

    /** Somebody accuses this life: the answer must be above the accusation. */
    boolean refutes(long accusedIncarnation, long accusedRefutation) {
        if (accusedIncarnation != incarnation || accusedRefutation < refutation) {
            return false;
        }
        refutation = accusedRefutation + 1;
        return true;
    }

    /** This life is over, or about to be: everything is to be given up. */
    void relinquish() {
        phase = Phase.RELEASING;
    }

    boolean isReleasing() {
        return phase == Phase.RELEASING;
    }

    /** Nothing is held: the next incarnation is taken, above its last and above the view's. */
    void released() {
        long last =
                Math.max(
                        self.ledger().now().incarnation(),
                        self.standing().map(Standing::incarnation).orElse(0L));
        boolean keeps = !self.rules().has(Rule.FRESH_INCARNATION) && incarnation > 0;
        self.ledger().incarnation(keeps ? incarnation : last + 1);
        phase = Phase.RISING;
        risingNumber = 0;
    }

    /** The promise with that number holds the incarnation that is being taken. */
    void flushed(long number) {
        if (phase == Phase.RISING && risingNumber == 0) {
            risingNumber = number;
        }
    }

    /** Whether a new incarnation begins now that this promise is durable. */
    boolean persisted(long number, long installedEpoch) {
        if (phase != Phase.RISING || risingNumber == 0 || number < risingNumber) {
            return false;
        }
        phase = Phase.LIVING;
        incarnation = self.ledger().durable().incarnation();
        refutation = 0;
        settled = installedEpoch;
        return true;
    }
}
