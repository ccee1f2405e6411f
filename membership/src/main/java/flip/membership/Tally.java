package flip.membership;

import java.util.TreeSet;

/** Who answered a question that needs a quorum. */
final class Tally {
    private final int quorum;
    private final boolean once;
    private final TreeSet<ServerId> voters = new TreeSet<>();
    private int votes;

    /**
     * A tally without votes.
     *
     * @param quorum how many are needed
     * @param rules with {@link Rule#VOTE_COUNTED_ONCE} off an answer that comes twice counts twice
     */
    Tally(int quorum, Rules rules) {
        this.quorum = quorum;
        this.once = rules.has(Rule.VOTE_COUNTED_ONCE);
    }

    /** Counts a vote once; a server that answers again is not heard twice. */
    void vote(ServerId voter) {
        if (voters.add(voter) || !once) {
            votes++;
        }
    }

    boolean isWon() {
        return votes >= quorum;
    }

    boolean has(ServerId voter) {
        return voters.contains(voter);
    }
}
