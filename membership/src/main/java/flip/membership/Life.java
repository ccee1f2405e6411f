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

    /**
     * This life is over, or about to be: everything is to be given up. The number of the next one
     * goes to the disk meanwhile, so that nobody waits for it once nothing is held; it is not
     * spoken with before.
     */
    void relinquish() {
        phase = Phase.RELEASING;
        if (incarnation > 0) {
            reserve();
        }
    }

    boolean isReleasing() {
        return phase == Phase.RELEASING;
    }

    /** Nothing is held: the next incarnation is taken, above its last and above the view's. */
    void released() {
        reserve();
        phase = Phase.RISING;
    }

    private void reserve() {
        boolean keeps = !self.rules().has(Rule.FRESH_INCARNATION) && incarnation > 0;
        long over = Math.max(incarnation, self.standing().map(Standing::incarnation).orElse(0L));
        boolean reserved = incarnation > 0 && self.ledger().now().incarnation() > over;
        if (!keeps && !reserved) {
            self.ledger().incarnation(Math.max(self.ledger().now().incarnation(), over) + 1);
        }
    }

    /** Whether a new incarnation begins now: nothing is held, and its number is durable. */
    boolean rises(long installedEpoch) {
        long next = self.ledger().now().incarnation();
        if (phase != Phase.RISING || self.ledger().durable().incarnation() != next) {
            return false;
        }
        phase = Phase.LIVING;
        incarnation = next;
        refutation = 0;
        settled = installedEpoch;
        return true;
    }
}
