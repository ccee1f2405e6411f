package flip.membership;

import flip.membership.Header.Wants;
import java.util.Optional;

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

    /** The highest number that a last will of this life, or of one before it, names. */
    private long willed;

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
        boolean joins = mature && !leaving && !self.configurations().isUnusable(self.known());
        return joins ? Wants.UP : Wants.OUT;
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
     * Why this life has to end; empty while it may go on. I11: it is over in a chosen view, or this
     * server was asked to agree to its end. And a server that is up without ever getting the
     * configuration in force would keep what the others give away (I3).
     */
    Optional<String> whyOver(Doomed doomed) {
        Optional<Standing> standing = self.standing();
        boolean over =
                self.rules().has(Rule.FRESH_INCARNATION)
                        && standing.filter(
                                        it ->
                                                it.state() != Standing.State.UP
                                                        && it.incarnation() >= incarnation)
                                .isPresent();
        if (over) {
            return Optional.of("a quorum agreed that this server was down");
        }
        long identity = self.ledger().now().identity();
        if (doomed.has(self.id(), identity, incarnation)) {
            return Optional.of("a quorum may have agreed that this server is down");
        }
        return self.known().isUp(self.id(), identity, incarnation)
                ? self.configurations().whyUnusable(self.known())
                : Optional.empty();
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

    /**
     * The number that a last will may name: durable, so that every later life is above it. Empty
     * while there is none, or while this life is being given up.
     */
    Optional<Long> heir() {
        if (phase != Phase.LIVING || leaving || incarnation == 0) {
            return Optional.empty();
        }
        if (!self.rules().has(Rule.WILL_IS_RESERVED)) {
            return Optional.of(Math.max(incarnation, willed) + 1);
        }
        return Optional.of(self.ledger().durable().incarnation())
                .filter(next -> next > incarnation);
    }

    /** Whether there would be an heir if a number was reserved for it. */
    boolean lacksHeir() {
        return phase == Phase.LIVING
                && !leaving
                && self.ledger().now().incarnation() <= incarnation;
    }

    void reserveHeir() {
        if (lacksHeir()) {
            reserve();
        }
    }

    /** A last will that names that number may be said from now on. */
    void willed(long heir) {
        willed = Math.max(willed, heir);
    }

    /** Whether a will that ends the present life may have been said, if its driver is gone. */
    boolean isWilled() {
        return willed > incarnation;
    }

    /**
     * R16: who goes on is above the will. Who leaves says just what the will says, and is the life
     * that it names.
     */
    private void reserve() {
        boolean keeps = !self.rules().has(Rule.FRESH_INCARNATION) && incarnation > 0;
        long over = Math.max(incarnation, self.standing().map(Standing::incarnation).orElse(0L));
        if (!leaving && self.rules().has(Rule.WILL_IS_RESERVED)) {
            over = Math.max(over, willed);
        }
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
