package flip.systems;

import com.google.common.collect.ImmutableSortedSet;
import flip.membership.Moment;
import flip.membership.ServerId;

/**
 * How this server fares with one lot that it does not hold: whom it waits for, and how often it
 * could not raise it.
 */
final class Claim {
    private ImmutableSortedSet<ServerId> awaited = ImmutableSortedSet.of();

    /** When the wait for a release began; {@link Moment#NEVER} while there is none. */
    private Moment blockedSince = Moment.NEVER;

    private boolean warned;
    private int failures;
    private Moment retryAt = Moment.NEVER;

    /** The end of the lease that was not enough; a later one has to be there. */
    private Moment unleasedUntil = Moment.NEVER;

    private Moment excludedUntil = Moment.NEVER;

    /** For whose release it waits at present. */
    ImmutableSortedSet<ServerId> awaited() {
        return awaited;
    }

    /**
     * Those have not released the lot; a wait goes on through all views that give it the lot. It
     * counts only with a lease: who was cut off has not heard of a release.
     */
    void waitsFor(Moment now, ImmutableSortedSet<ServerId> servers, boolean leased) {
        awaited = servers;
        if (servers.isEmpty()) {
            waitsNoLonger();
        } else if (!leased || blockedSince.equals(Moment.NEVER)) {
            blockedSince = now;
        }
    }

    /** The lot was released, or it is no longer this server's. */
    void waitsNoLonger() {
        awaited = ImmutableSortedSet.of();
        blockedSince = Moment.NEVER;
        warned = false;
    }

    /** When the wait for a release is over under freeze; {@link Moment#FOREVER} under stop. */
    Moment overdueAt(SystemSpec spec) {
        return blockedSince.equals(Moment.NEVER) || spec.policy() == SystemSpec.NoQuorumPolicy.STOP
                ? Moment.FOREVER
                : blockedSince.plus(spec.handoverTimeout());
    }

    /** Whether this is the first time that one asks, in one wait. */
    boolean isFirstWarning() {
        boolean first = !warned;
        warned = true;
        return first;
    }

    /** Raising it failed; too often in a row, and it is to go elsewhere for a while. */
    void failed(Moment now, SystemSpec spec) {
        if (failures > spec.retries() && !isExcluded(now)) {
            failures = 0; // It has been elsewhere: what it comes back to is tried as often again.
        }
        failures++;
        retryAt = now.plus(new Backoff(spec.retryDelay()).after(failures));
        if (failures > spec.retries()) {
            excludedUntil = now.plus(spec.failureTimeout());
        }
    }

    /**
     * A lease until then was not enough to raise it. It is no failure, and tried again with the
     * next lease: with the same one, it could go on in circles. Where leases are off there is no
     * next.
     */
    void unleased(Moment now, Moment leaseUntil, SystemSpec spec) {
        if (leaseUntil.equals(Moment.FOREVER)) {
            retryAt = Moment.later(retryAt, now.plus(spec.retryDelay()));
        } else {
            unleasedUntil = Moment.later(unleasedUntil, leaseUntil);
        }
    }

    /** Whether it may be tried now, under a lease until then. */
    boolean isDue(Moment now, Moment leaseUntil) {
        return !retryAt.isAfter(now) && leaseUntil.isAfter(unleasedUntil);
    }

    Moment retryAt() {
        return retryAt;
    }

    Moment excludedUntil() {
        return excludedUntil;
    }

    boolean isExcluded(Moment now) {
        return excludedUntil.isAfter(now);
    }
}
