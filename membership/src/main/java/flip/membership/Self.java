package flip.membership;

import com.google.common.collect.ImmutableSortedSet;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What all machines of this server share.
 *
 * @param id this server
 * @param rules in force
 * @param random the only source of chance
 * @param ledger what may not be forgotten
 * @param members the other servers
 * @param configurations what is configured
 */
record Self(
        ServerId id,
        Rules rules,
        RandomGenerator random,
        Ledger ledger,
        Members members,
        Configurations configurations) {

    View known() {
        return ledger.known();
    }

    Timing timing() {
        return configurations.latest().timing();
    }

    Duration pingTimeout() {
        return timing().pingTimeout();
    }

    /** The longest L + g that was ever in force here: what R6 waits. */
    Duration longestGrant() {
        Duration agreed = known().longestGrant();
        Duration left = ledger.now().recovery().longestGrant();
        Duration own = timing().longestGrant();
        Duration before = agreed.compareTo(left) > 0 ? agreed : left;
        return before.compareTo(own) > 0 ? before : own;
    }

    /**
     * All who have to be there before a cluster is formed: the voters of the file, but those of
     * which an operator said that they are lost.
     */
    ImmutableSortedSet<ServerId> founders() {
        ImmutableSortedSet<ServerId> lost = ledger.now().recovery().lost();
        ImmutableSortedSet<ServerId> voters = configurations.latest().roster().voters();
        return lost.isEmpty()
                ? voters
                : voters.stream()
                        .filter(voter -> !lost.contains(voter))
                        .collect(ImmutableSortedSet.toImmutableSortedSet(ServerId::compareTo));
    }

    /**
     * One of the lost that speaks of a cluster within reach: the word that it is gone was wrong,
     * and nothing is formed beside it.
     */
    Optional<ServerId> lostThatSpeaks(Moment now) {
        return ledger.now().recovery().lost().stream()
                .filter(
                        lost ->
                                members.find(lost)
                                        .filter(member -> member.current().lineage() != 0)
                                        .filter(member -> isReached(now, lost))
                                        .isPresent())
                .findFirst();
    }

    /** The forming that this server asks for, and the only one that it agrees to. */
    Change.Form forming() {
        Configuration file = configurations.latest();
        Recovery recovery = ledger.now().recovery();
        // All founders must have been told the same: else two of them mean different clusters.
        long digest = recovery.isNone() ? file.digest() : file.digest() ^ recovery.digest();
        return new Change.Form(file.version(), digest);
    }

    /**
     * What this server has of configurations is written down: the one that the view puts in force,
     * if it is here, and the one that may be agreed to next. So a view that a quorum agreed to puts
     * nothing in force of which the voters know only by heart.
     */
    void rememberConfigurations(View view) {
        String before = ledger.now().configurationText();
        ledger.configurations(
                view.isFormed()
                        ? configurations.inForce(view).map(Configuration::text).orElse(before)
                        : before,
                configurations.candidateText(view));
    }

    /** Whether this server votes in the present generation. */
    boolean isVoter() {
        return known().isFormed()
                ? known().isVoter(id, ledger.now().identity())
                : founders().contains(id);
    }

    /** Whether there was a round trip with that server within L; always of this one. */
    boolean isReached(Moment now, ServerId other) {
        return members.isReached(now, other, pingTimeout());
    }

    /** Whether an answer of that one is to be expected: not of one whose last will was heard. */
    boolean isAwaited(Moment now, ServerId other) {
        return !isGone(other) && isReached(now, other);
    }

    /** Of a server in the view the will of its identity there counts, as everything else of it. */
    private boolean isGone(ServerId other) {
        return known().standing(other)
                .map(standing -> members.contact(other, standing.identity()).isGone())
                .orElse(false);
    }

    /** Whether this server, with those that it reached within L, could be a quorum. */
    boolean reachesQuorum(Moment now) {
        View known = known();
        int reached = 0;
        for (Map.Entry<ServerId, Standing> entry : known.standings().entrySet()) {
            Standing standing = entry.getValue();
            if (standing.voter() && reaches(now, entry.getKey(), standing.identity())) {
                reached++;
            }
        }
        return known.isFormed() && reached >= known.quorum();
    }

    /** A voter whose disk was lost is none any more, be it this server itself. */
    private boolean reaches(Moment now, ServerId voter, long identity) {
        return voter.equals(id)
                ? identity == ledger.now().identity()
                : members.isReached(now, voter, identity, pingTimeout());
    }

    /** The time within which an answer of a reached member is to be expected, at the worst. */
    Duration roundTripBound() {
        Duration longest = pingTimeout().dividedBy(30);
        for (Member member : members.all()) {
            Duration bound = member.roundTrip().probeTimeout(pingTimeout());
            if (!member.roundTrip().smoothed().isZero() && bound.compareTo(longest) > 0) {
                longest = bound;
            }
        }
        return longest;
    }

    /** What the view says of this server, if it says it of this disk. */
    Optional<Standing> standing() {
        return known().standing(id)
                .filter(standing -> standing.identity() == ledger.now().identity());
    }
}
