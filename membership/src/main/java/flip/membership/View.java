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
 * @param epoch the view's number, +1 for each view
 * @param configurationVersion which configuration is in force
 * @param configurationDigest of that configuration
 * @param longestGrant the longest L + g that was ever in force
 * @param quorum Q of this generation
 * @param standings every server
 * @param exclusions which server is not to hold which lot for now
 * @param descent where the lineage comes from
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
        ImmutableSortedSet<Exclusion> exclusions,
        Descent descent) {
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

    /** Of a lineage that began by itself. */
    public View(
            long lineage,
            long generation,
            long epoch,
            long configurationVersion,
            long configurationDigest,
            Duration longestGrant,
            int quorum,
            ImmutableSortedMap<ServerId, Standing> standings,
            ImmutableSortedSet<Exclusion> exclusions) {
        this(
                lineage,
                generation,
                epoch,
                configurationVersion,
                configurationDigest,
                longestGrant,
                quorum,
                standings,
                exclusions,
                Descent.NONE);
    }

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

    /** Whether the lineage began by an operator's word. */
    public boolean isRecovered() {
        return descent.isRecovered();
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

    /**
     * How many grants make a lease: any so many voters meet any quorum (docs/design.md, "Leases").
     */
    public int grantsForLease() {
        return countVoters() - quorum + 1;
    }

    /**
     * Whether two disjoint sets of voters cannot both be a quorum; leases are off when they can.
     */
    public boolean isMajority() {
        return quorum > countVoters() / 2;
    }

    /**
     * Whether that configuration has this view's voters, and its quorum. It may name voters that
     * were lost, and may leave them out.
     */
    public boolean hasVotersOf(Configuration configuration) {
        ImmutableSortedSet<ServerId> configured = configuration.roster().voters();
        return configuration.quorumOf(countVoters()) == quorum
                && configured.containsAll(voters())
                && configured.stream().allMatch(this::isSeat);
    }

    /** Whether that voter was lost, and votes as soon as it is let in anew. */
    public boolean isVacant(ServerId id) {
        return descent.vacant().contains(id);
    }

    /** Whether that server votes, or will as soon as it is let in. */
    boolean isSeat(ServerId id) {
        Standing standing = standings.get(id);
        return (standing != null && standing.voter()) || isVacant(id);
    }

    /**
     * Whether an operator's word ended that lineage in favour of this one. Of two that were said at
     * the same time the one after more such words counts, and then the higher number: so wherever
     * servers of both meet, they agree which of them it is.
     */
    public boolean succeeds(View other) {
        int words = descent.formers().size();
        int others = other.descent().formers().size();
        return lineage != other.lineage()
                && Descent.areRelated(this, other)
                && (words > others || (words == others && lineage > other.lineage()));
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
