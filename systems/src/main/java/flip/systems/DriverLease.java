package flip.systems;

import flip.membership.Moment;
import flip.membership.Timing;
import flip.systems.SystemSpec.NoQuorumPolicy;
import java.time.Duration;

/**
 * How long a driver may hold what a system has here when its agent tells it no more: then it gives
 * that back by itself. docs/driver.md derives it.
 *
 * @param until when it ends
 * @param own whether it is the agent's own leave, and no quorum's
 * @param ownFrom from when on that is so, unless the quorum's lease moves on
 */
public record DriverLease(Moment until, boolean own, Moment ownFrom) {
    /**
     * The lease at a moment. Under freeze a server keeps what it has, so its agent goes on by
     * itself where the quorum's lease is about to end; but not before that: who stands still while
     * it has a lease is replaced soon after.
     *
     * @param majority whether two quorums have a voter in common; else leases are off
     * @param quorumLease until when this server may hold what a quorum has to allow
     */
    public static DriverLease of(
            NoQuorumPolicy policy,
            boolean majority,
            Timing timing,
            Moment quorumLease,
            Moment now) {
        if (!majority || quorumLease.equals(Moment.FOREVER)) {
            return own(timing, now, now);
        }
        if (policy == NoQuorumPolicy.STOP) {
            return new DriverLease(quorumLease, false, Moment.FOREVER);
        }
        Moment ownFrom = quorumLease.minus(overdue(timing));
        return now.isBefore(ownFrom)
                ? new DriverLease(quorumLease.plus(excess(timing)), false, ownFrom)
                : own(timing, now, ownFrom);
    }

    private static DriverLease own(Timing timing, Moment now, Moment from) {
        return new DriverLease(now.plus(timing.pingTimeout()), true, from);
    }

    /**
     * What is left of a lease when its renewal is overdue: L - G is left when the next ping goes
     * out, and a quarter of that is for its round trip.
     */
    private static Duration overdue(Timing timing) {
        return timing.pingTimeout().minus(timing.gossipInterval()).multipliedBy(3).dividedBy(4);
    }

    /**
     * By how much it may outlast the quorum's lease: half of what drift leaves of the guard. The
     * others take nothing before the guard is over; the other half is for giving back.
     */
    private static Duration excess(Timing timing) {
        Duration drift = timing.pingTimeout().multipliedBy(2).dividedBy(Timing.DRIFT_DIVISOR);
        return timing.guard().minus(drift).dividedBy(2);
    }
}
