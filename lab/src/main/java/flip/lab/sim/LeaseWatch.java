package flip.lab.sim;

import flip.lab.check.LeaseEnd;
import java.time.Duration;

/** Until when the processes of a machine have, or had, a lease. */
final class LeaseWatch {
    private static final long NEVER_NANOS = Long.MIN_VALUE / 2;

    private long grantedNanos = NEVER_NANOS;
    private long heldNanos = NEVER_NANOS;

    /** The machine boots: it holds nothing. */
    void boot() {
        grantedNanos = NEVER_NANOS;
        heldNanos = NEVER_NANOS;
    }

    /** The process has a lease until then, or none if that is over. */
    void shows(long untilNanos, long nowNanos) {
        grantedNanos = Math.max(grantedNanos, untilNanos);
        heldNanos = untilNanos > nowNanos ? untilNanos : Math.min(heldNanos, nowNanos);
    }

    LeaseEnd end() {
        return new LeaseEnd(Duration.ofNanos(grantedNanos), Duration.ofNanos(heldNanos));
    }
}
