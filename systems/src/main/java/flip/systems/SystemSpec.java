package flip.systems;

import com.google.common.collect.ImmutableList;
import flip.membership.ServerId;
import java.time.Duration;

/**
 * A named set of data and what raises and lowers them, as configured.
 *
 * @param name unique
 * @param kind how its lots are placed
 * @param lots sorted by name
 * @param servers that carry it, by priority, then id
 * @param tool by what a datum is raised and lowered
 * @param policy what a server without a lease does with what it holds
 * @param conflict what is done when a rival says that something held here is its own
 * @param timeout of one run
 * @param retries how often a failed alive is tried again before the lot goes to another server
 * @param retryDelay before the first retry, doubling
 * @param failureTimeout how long a server whose alive failed is not given that lot
 * @param handoverTimeout under freeze, how long a new owner waits for the release
 * @param parallel how many script runs at a time
 */
public record SystemSpec(
        String name,
        Kind kind,
        ImmutableList<Lot> lots,
        ImmutableList<ServerId> servers,
        Tool tool,
        NoQuorumPolicy policy,
        Conflict conflict,
        Duration timeout,
        int retries,
        Duration retryDelay,
        Duration failureTimeout,
        Duration handoverTimeout,
        int parallel) {
    /** How data are placed. */
    public enum Kind {
        /** Each lot on one server. */
        SHARD,
        /** Every lot on every server of the system. */
        REPLICATE,
        /** One lot of everything, on the first eligible server. */
        SINGLETON
    }

    /** What a server does with what it holds when it has no lease. */
    public enum NoQuorumPolicy {
        /** Keeps it and takes nothing new. */
        FREEZE,
        /** Gives it up when the lease ends. */
        STOP
    }

    /** What a server does when a rival, another host, says that what it holds is its own. */
    public enum Conflict {
        /** Without a lease it lets go at once; with one it defends. */
        YIELD,
        /** It says once more that the datum is here. */
        DEFEND,
        /** It only tells. */
        REPORT
    }

    public SystemSpec {
        lots = ImmutableList.sortedCopyOf(lots);
        if (parallel < 1) {
            throw new IllegalArgumentException("parallel must be at least 1, not " + parallel);
        }
        if (retries < 0) {
            throw new IllegalArgumentException("retries must not be negative, unlike " + retries);
        }
    }
}
