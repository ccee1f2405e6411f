package flip.membership;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/**
 * The voter in a round of agreement: it promises, accepts, and gives its opinion (CASPaxos §2.2).
 * It answers only rounds of its own lineage and generation, and others with the view it knows.
 */
final class Acceptor {
    private final Self self;
    private final Opinions opinions;
    private final Doomed doomed;
    private Optional<Question> answered = Optional.empty();

    /** A question of step 1, and whose it is. */
    private record Question(ServerId from, Message.Prepare prepare) {}

    Acceptor(Self self, Opinions opinions, Doomed doomed) {
        this.self = self;
        this.opinions = opinions;
        this.doomed = doomed;
    }

    /** Step 1. */
    void prepare(Moment now, ServerId from, Message.Prepare prepare, Doing doing) {
        Round round = prepare.round();
        Promise before = self.ledger().now();
        if (!isAnswered(from, round, doing) || round.ballot().isLeapFrom(before.promised())) {
            return;
        }
        if (round.ballot().compareTo(before.promised()) < 0) {
            doing.sayDurably(from, new Message.Refused(round, before.promised()));
            return;
        }
        answered = Optional.of(new Question(from, prepare));
        self.ledger().promised(round.ballot());
        ImmutableList.Builder<Opinion> answers = ImmutableList.builder();
        for (Change change : prepare.changes()) {
            Opinion opinion = opinions.of(now, change);
            answers.add(opinion);
            doing.note(new Notice.Voted(round, change, opinion));
        }
        Promise after = self.ledger().now();
        doing.sayDurably(
                from,
                new Message.Promised(
                        round,
                        after.acceptedBallot(),
                        after.accepted(),
                        after.known(),
                        answers.build()));
    }

    /**
     * This server begins another life: who asked last, and has its promise still, hears what it
     * thinks by now without asking again.
     */
    void answerAgain(Moment now, Doing doing) {
        Ballot promised = self.ledger().now().promised();
        answered.filter(last -> last.prepare().round().ballot().equals(promised))
                .ifPresent(last -> prepare(now, last.from(), last.prepare(), doing));
    }

    /** Step 3. Who objects says nothing, and is asked again. */
    void accept(Moment now, ServerId from, Message.Accept accept, Doing doing) {
        Round round = accept.round();
        View view = accept.view();
        Promise before = self.ledger().now();
        if (!isAnswered(from, round, doing) || round.ballot().isLeapFrom(before.promised())) {
            return;
        }
        if (round.ballot().compareTo(before.promised()) < 0) {
            doing.sayDurably(from, new Message.Refused(round, before.promised()));
            return;
        }
        if (!fits(view, before) || isSecond(round.ballot(), view, before)) {
            return;
        }
        doomed.asked(view, before.known());
        Optional<String> objection = opinions.objection(now, view);
        if (objection.isPresent()) {
            doing.note(new Notice.Objected(round, view, objection.get()));
            return;
        }
        boolean news = !round.ballot().equals(before.acceptedBallot());
        self.ledger().accepted(round.ballot(), view);
        if (news) {
            doing.note(new Notice.Accepted(round, view));
        }
        doing.sayDurably(from, new Message.Accepted(round));
    }

    private boolean isAnswered(ServerId from, Round round, Doing doing) {
        View known = self.known();
        if (round.lineage() == known.lineage() && round.generation() == known.generation()) {
            return self.isVoter();
        }
        boolean behind =
                round.lineage() == 0
                        || (round.lineage() == known.lineage()
                                && round.generation() < known.generation());
        if (known.isFormed() && behind && !from.equals(self.id())) {
            doing.say(from, new Message.Decided(known));
        }
        return false;
    }

    /**
     * Whether the ballot has brought another view before: it stands for one. A proposer that lost
     * its disk before the cluster was formed begins with the same numbers again.
     */
    private static boolean isSecond(Ballot ballot, View view, Promise before) {
        return ballot.equals(before.acceptedBallot()) && !view.equals(before.accepted());
    }

    private boolean fits(View view, Promise before) {
        if (!before.known().isFormed()) {
            // Genesis: an accept counts only if the view carries this voter's own identity.
            return view.isVoter(self.id(), before.identity());
        }
        View known = before.known();
        // Of the known epoch only the known view can be chosen: another would bind for nothing.
        return view.lineage() == known.lineage()
                && (view.epoch() > known.epoch()
                        || view.equals(known)
                        || (view.epoch() == known.epoch() && !known.isMajority()));
    }
}
