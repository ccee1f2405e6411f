package flip.membership;

import java.time.Duration;

/**
 * Every duration that the protocol depends on; refuses relations that would be unsafe or useless.
 *
 * @param gossipInterval G: how often a server pings each peer it is due to ping
 * @param pingTimeout L: how long without a round trip before a member is suspected; also the length
 *     of a lease
 * @param guard g: the extra wait after a lease ended before a voter may vote its holder down; it
 *     covers clock drift over L and the time that a down script is given
 * @param mature how long a server must have run before it asks to be up
 * @param pingPerInterval how many members are pinged an interval beside the voters
 */
public record Timing(
        Duration gossipInterval,
        Duration pingTimeout,
        Duration guard,
        Duration mature,
        int pingPerInterval) {
    /** Clock rates of two servers are taken to differ by less than one part in this many. */
    public static final int DRIFT_DIVISOR = 100;

    public Timing {
        require(
                gossipInterval.toMillis() >= 10,
                "gossip_interval must be at least 10 ms",
                gossipInterval);
        require(
                pingTimeout.compareTo(gossipInterval) > 0,
                "ping_timeout must be longer than gossip_interval ("
                        + gossipInterval.toMillis()
                        + " ms)",
                pingTimeout);
        require(
                guard.compareTo(pingTimeout.dividedBy(DRIFT_DIVISOR).multipliedBy(2)) >= 0
                        && guard.toMillis() >= 1,
                "guard must be at least a fiftieth of ping_timeout, since clocks drift",
                guard);
        require(!mature.isNegative(), "mature must not be negative", mature);
        if (pingPerInterval < 0 || pingPerInterval > Roster.MOST) {
            throw new IllegalArgumentException(
                    "ping_per_interval must be 0 to " + Roster.MOST + ", not " + pingPerInterval);
        }
    }

    /** L + g: the longest that a voter must wait before it knows that a grant it forgot is over. */
    public Duration longestGrant() {
        return pingTimeout.plus(guard);
    }

    private static void require(boolean holds, String sentence, Duration value) {
        if (!holds) {
            throw new IllegalArgumentException(sentence + ", not " + value.toMillis() + " ms");
        }
    }
}
