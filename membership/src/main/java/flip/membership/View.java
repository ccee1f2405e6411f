package flip.membership;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The facts that a quorum agreed to: who is up, and which configuration is in force. The register
 * of CASPaxos (Rystsov 2018, §2) holds one of these at a time.
 *
 * @param lineage a random number drawn when the cluster was formed; 0 before
 * @param generation changes whenever the voters, a voter's identity or the quorum change; 0 before
 *     the cluster is formed
 * @param epoch the view's number, +1 for each agreed change
 * @param configurationVersion which configuration is in force
 * @param configurationDigest of that configuration
 * @param longestGrant the longest L + g that was ever in force
 * @param quorum Q of this generation
 * @param standings every server
 * @param exclusions which server is not to hold which lot for now
 */
public record View(
        long lineage,
        long generation,
        long epoch,
        long configurationVersion,
        long configurationDigest,
        Duration longestGrant,
        int quorum,
        ImmutableSortedMap<ServerId, Standing> standings,
        ImmutableSortedSet<Exclusion> exclusions) {
    /** More exclusions than this are refused: a view must stay small. */
    public static final int MOST_EXCLUSIONS = 256;

    /** What a server knows before a cluster was formed. */
    public static final View NONE =
            new View(
                    0,
                    0,
                    0,
                    0,
                    0,
                    Duration.ZERO,
                    0,
                    ImmutableSortedMap.of(),
                    ImmutableSortedSet.of());

    /**
     * Whether the servers of that roster can be remembered beside all that were ever configured: a
     * view must be small enough to be told.
     */
    boolean hasRoomFor(Roster roster) {
        long more = roster.ids().stream().filter(id -> !standings.containsKey(id)).count();
        return standings.size() + more <= ViewCodec.MOST_STANDINGS;
    }

    /** Whether a cluster was formed. */
    public boolean isFormed() {
        return lineage != 0;
    }

    public Optional<Standing> standing(ServerId id) {
        return Optional.ofNullable(standings.get(id));
    }

    /** Whether this very life of the server is up in this view. */
    public boolean isUp(ServerId id, long identity, long incarnation) {
        Standing standing = standings.get(id);
        return standing != null && standing.isUp(identity, incarnation);
    }

    /** Whether the server, in whatever life, is up in this view. */
    public boolean isUp(ServerId id) {
        Standing standing = standings.get(id);
        return standing != null && standing.state() == Standing.State.UP;
    }

    /** Whether the server is known with this identity. */
    public boolean isOf(ServerId id, long identity) {
        Standing standing = standings.get(id);
        return standing != null && standing.identity() == identity;
    }

    /** Whether this identity of the server votes in this view's generation. */
    public boolean isVoter(ServerId id, long identity) {
        Standing standing = standings.get(id);
        return standing != null && standing.voter() && standing.identity() == identity;
    }

    /** The voters of this view's generation, in the order of ids. */
    public ImmutableSortedSet<ServerId> voters() {
        return standings.entrySet().stream()
                .filter(entry -> entry.getValue().voter())
                .map(Map.Entry::getKey)
                .collect(ImmutableSortedSet.toImmutableSortedSet(ServerId::compareTo));
    }

    /** How many grants make a lease: any so many voters meet any quorum (protocol, section 4). */
    public int grantsForLease() {
        return countVoters() - quorum + 1;
    }

    /**
     * Whether two disjoint sets of voters cannot both be a quorum; leases are off when they can.
     */
    public boolean isMajority() {
        return quorum > countVoters() / 2;
    }

    /** Whether that configuration has this view's voters, and its quorum. */
    public boolean hasVotersOf(Configuration configuration) {
        return configuration.quorum() == quorum && configuration.roster().voters().equals(voters());
    }

    /** N; asked for every message, so without a set. */
    int countVoters() {
        int count = 0;
        for (Standing standing : standings.values()) {
            count += standing.voter() ? 1 : 0;
        }
        return count;
    }
}
