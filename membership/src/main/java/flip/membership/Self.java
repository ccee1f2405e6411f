package flip.membership;

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
        Duration own = timing().longestGrant();
        return agreed.compareTo(own) > 0 ? agreed : own;
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
                : configurations.latest().roster().voters().contains(id);
    }

    /** Whether another voter's, or this one's, last contact was within L. */
    boolean isReached(Moment now, ServerId other) {
        return members.isReached(now, other, pingTimeout());
    }

    /** Whether this server, with those that it reached within L, could be a quorum. */
    boolean reachesQuorum(Moment now) {
        View known = known();
        int reached = 0;
        for (Map.Entry<ServerId, Standing> entry : known.standings().entrySet()) {
            Standing standing = entry.getValue();
            if (standing.voter()
                    && members.isReached(now, entry.getKey(), standing.identity(), pingTimeout())) {
                reached++;
            }
        }
        return known.isFormed() && reached >= known.quorum();
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
