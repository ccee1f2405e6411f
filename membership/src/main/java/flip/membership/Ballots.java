package flip.membership;

import java.util.Comparator;
import java.util.List;

/** The choice of a base among what voters accepted (docs/design.md, "Agreement"). */
final class Ballots {
    private Ballots() {}

    /**
     * R3: at most N - Q voters can be ignorant of a chosen view, so of any Q or more answers,
     * sorted by ballot, the (N - Q + 1)-th lowest is the lowest that may have been chosen by
     * anyone.
     *
     * @param answers of at least {@code quorum} voters
     * @param voters N
     * @param quorum Q
     * @param rules with R3 off the highest ballot is taken, as in plain Paxos
     */
    static Message.Promised base(
            List<Message.Promised> answers, int voters, int quorum, Rules rules) {
        List<Message.Promised> sorted =
                answers.stream()
                        .sorted(Comparator.comparing(Message.Promised::acceptedBallot))
                        .toList();
        int at =
                rules.has(Rule.BASE_IS_LOWEST_POSSIBLY_CHOSEN)
                        ? Math.min(voters - quorum, sorted.size() - 1)
                        : sorted.size() - 1;
        return sorted.get(at);
    }
}
