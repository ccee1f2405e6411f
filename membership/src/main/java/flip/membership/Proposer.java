package flip.membership;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The proposer of a round (CASPaxos §2.2). Safety never depends on who proposes or when; only
 * progress does.
 */
final class Proposer {
    private enum Phase {
        IDLE,
        PREPARING,
        ACCEPTING
    }

    private final Self self;
    private final Agenda agenda;
    private final Opinions opinions;
    private final Pauses pauses;
    private Phase phase = Phase.IDLE;
    private Optional<Moment> dueSince = Optional.empty();
    private Moment notBefore = Moment.NEVER;
    private Moment wakeAt = Moment.FOREVER;
    private Ballot highestSeen = Ballot.ZERO;

    private Round round = new Round(0, 0, Ballot.ZERO);
    private Electorate electorate = Electorate.NOBODY;

    /** What the round began with, of which less may be left by now. */
    private ImmutableList<Change> asked = ImmutableList.of();

    private ImmutableList<Change> changes = ImmutableList.of();
    private ImmutableList<Change> ripeHere = ImmutableList.of();
    private ImmutableList<Change> announced = ImmutableList.of();
    private View proposed = View.NONE;
    private final Answers answers = new Answers();
    private Tally promises = new Tally(0, Rules.ALL);
    private Tally accepts = new Tally(0, Rules.ALL);
    private Moment startedAt = Moment.NEVER;
    private Moment askedAt = Moment.NEVER;
    private Moment againAt = Moment.NEVER;

    /** When this voter may agree to something more, while the others are asked. */
    private Moment ripensAt = Moment.FOREVER;

    Proposer(Self self, Agenda agenda, Opinions opinions) {
        this.self = self;
        this.agenda = agenda;
        this.opinions = opinions;
        this.pauses = new Pauses(self);
    }

    /** When {@link #advance} has something to do. */
    Moment wakeAt() {
        return phase == Phase.PREPARING ? Moment.earlier(wakeAt, ripensAt) : wakeAt;
    }

    /** The generation or the lineage is another: whatever was under way is void. */
    void reset() {
        phase = Phase.IDLE;
        dueSince = Optional.empty();
        pauses.forget();
        answers.forget();
        wakeAt = Moment.NEVER;
    }

    /** A newer view is known: a round on the former one is over. */
    void learned() {
        pauses.forget();
        answers.forget();
        if (phase == Phase.ACCEPTING && self.known().epoch() >= proposed.epoch()) {
            reset();
        }
    }

    /** Begins a round when one is due, and keeps the present one going. */
    void advance(Moment now, Doing doing) {
        if (phase == Phase.IDLE) {
            consider(now, doing);
        } else if (tooLong(now)) {
            failed(now, phase == Phase.PREPARING && promises.isWon());
        } else if (phase == Phase.PREPARING) {
            renew(now, doing);
            decide(now, doing);
            askAgain(now, doing, new Message.Prepare(round, changes));
        } else {
            askAgain(now, doing, new Message.Accept(round, proposed));
        }
    }

    /**
     * A change that came due meanwhile does not wait for one that is not ripe; one that this voter
     * can agree to since it asked is asked about again at once.
     */
    private void renew(Moment now, Doing doing) {
        ripensAt = Moment.FOREVER;
        if (!promises.isWon()) {
            return;
        }
        ImmutableList<Change> agreed = agreedHere(now);
        if (!changes.containsAll(agreed)) {
            begin(now, agreed, doing);
        } else if (!ripeHere.containsAll(agreed)) {
            ripeHere = agreed;
            againAt = now;
            askAgain(now, doing, new Message.Prepare(round, changes));
        }
    }

    /** What is due, does not pause, and has this voter's vote; and when there may be more of it. */
    private ImmutableList<Change> agreedHere(Moment now) {
        ImmutableList<Change> due = agenda.due(now);
        pauses.keep(now, due);
        ripensAt = Moment.FOREVER;
        ImmutableList.Builder<Change> agreed = ImmutableList.builder();
        for (Change change : due) {
            Opinion opinion = opinions.of(now, change);
            if (opinion instanceof Opinion.NotYet notYet) {
                ripensAt = Moment.earlier(ripensAt, now.plus(notYet.in()));
            } else if (opinion instanceof Opinion.Agreed && !now.isBefore(pauses.until(change))) {
                agreed.add(change);
            }
        }
        return agreed.build();
    }

    private void consider(Moment now, Doing doing) {
        ImmutableList<Change> agreed = agreedHere(now);
        wakeAt = Moment.earlier(pauses.wakeAt(now), ripensAt);
        boolean repair =
                agenda.isRepairDue() && self.isVoter() && !now.isBefore(pauses.untilRepair());
        if (agreed.isEmpty() && !repair) {
            dueSince = Optional.empty();
            prepareEarly(now, doing);
            return;
        }
        if (dueSince.isEmpty()) {
            dueSince = Optional.of(now);
            // A view that others are about to finish is given time; a change that is due is not.
            int rank = Rank.of(self, now) + (agreed.isEmpty() ? 1 : 0);
            Duration turn = pauses.step().multipliedBy(rank);
            notBefore = rank == 0 ? now : now.plus(turn).plus(pauses.jitter());
        }
        if (now.isBefore(notBefore)) {
            wakeAt = Moment.earlier(wakeAt, notBefore);
            return;
        }
        begin(now, agreed, doing);
    }

    /**
     * Who is about to leave says so before it gives up what it holds. The voters' promises for that
     * change are had meanwhile, once, so that only step 3 is left when nothing is held any more.
     */
    private void prepareEarly(Moment now, Doing doing) {
        ImmutableList<Change> leaving = agenda.announced(now);
        boolean news = !announced.containsAll(leaving);
        announced = leaving;
        if (news && Rank.of(self, now) == 0 && !now.isBefore(notBefore)) {
            begin(now, leaving, doing);
            ripeHere = ImmutableList.of();
        }
    }

    private void begin(Moment now, ImmutableList<Change> agreed, Doing doing) {
        View known = self.known();
        Ballot promised = self.ledger().now().promised();
        Ballot base = promised.compareTo(highestSeen) > 0 ? promised : highestSeen;
        round = new Round(known.lineage(), known.generation(), base.next(self.id()));
        highestSeen = round.ballot();
        asked = agreed;
        changes = agreed;
        ripeHere = agreed;
        electorate = Electorate.of(self);
        answers.begin(now, electorate.voters());
        promises = new Tally(electorate.needed(), self.rules());
        accepts = new Tally(electorate.needed(), self.rules());
        phase = Phase.PREPARING;
        startedAt = now;
        // The own promise is durable before anybody hears of the ballot, so that no restart can use
        // the same ballot for another view.
        self.ledger().promised(round.ballot());
        for (ServerId voter : electorate.voters()) {
            doing.sayDurably(voter, new Message.Prepare(round, changes));
        }
        askedAt = now;
        againAt = now.plus(self.roundTripBound().multipliedBy(2));
        wakeAt = againAt;
    }

    /** Step 1 was answered. */
    void promised(
            Moment now, ServerId from, long identity, Message.Promised promised, Doing doing) {
        answers.heard(from);
        boolean expected =
                phase == Phase.PREPARING
                        && promised.round().equals(round)
                        && promised.opinions().size() == changes.size()
                        && electorate.voters().contains(from);
        if (expected) {
            answers.put(now, from, identity, promised);
            promises.vote(from);
            decide(now, doing);
        }
    }

    private void decide(Moment now, Doing doing) {
        if (phase != Phase.PREPARING || !promises.isWon()) {
            return;
        }
        Message.Promised base =
                Ballots.base(
                        answers.promises(),
                        electorate.voters().size(),
                        electorate.quorum(),
                        self.rules());
        View known = self.known();
        if (!known.isFormed()) {
            form(now, base, doing);
            return;
        }
        boolean unchosen = base.accepted().epoch() > known.epoch();
        List<Change> agreed =
                changes.stream().filter(change -> votes(change) >= electorate.needed()).toList();
        // R3: another answer may show that the base was not chosen, or bring the missing vote.
        boolean waits = (unchosen || agreed.size() < changes.size()) && !allAnswered(now);
        if (waits && now.isBefore(startedAt.plus(self.roundTripBound()))) {
            wakeAt = Moment.earlier(againAt, startedAt.plus(self.roundTripBound()));
            return;
        }
        if (unchosen && self.rules().has(Rule.CHANGE_ONLY_ON_CHOSEN)) {
            // R4: what may have been chosen is proposed again unchanged; changes wait for the next
            // round.
            changes = ImmutableList.of();
            propose(now, base.accepted(), doing);
            return;
        }
        if (agreed.isEmpty() && isInVain(now)) {
            changes = ImmutableList.of();
            propose(now, new Amendment(known, self.rules()).view(), doing);
            return;
        }
        if (agreed.isEmpty()) {
            askWhenRipe(now);
            return;
        }
        Amendment amendment = new Amendment(unchosen ? base.accepted() : known, self.rules());
        agreed.forEach(change -> amendment.make(change, self.configurations()));
        if (amendment.made().isEmpty()) {
            failed(now, true);
            return;
        }
        changes = amendment.made();
        propose(now, amendment.view(), doing);
    }

    /**
     * R9: this voter withholds grants because of a view that is not chosen any more, the base is
     * chosen, and of all that answer too few may still agree to what it asks. Then a view without
     * any change is put on the base: everybody who is bound learns that the life goes on. A voter
     * whose wait ends later than it could have when the round began has had to do with that life
     * since, so it is not counted; nobody has to do with a life that is really over.
     */
    private boolean isInVain(Moment now) {
        if (!self.rules().has(Rule.VAIN_IS_UNDONE) || !agenda.isBound() || !allAnswered(now)) {
            return false;
        }
        Moment latest = startedAt.plus(self.longestGrant());
        return answers.ripe(electorate.needed()).filter(ripe -> !ripe.isAfter(latest)).isEmpty();
    }

    private void form(Moment now, Message.Promised base, Doing doing) {
        if (base.accepted().isFormed()) {
            changes = ImmutableList.of();
            propose(now, base.accepted(), doing);
        } else if (!changes.isEmpty()
                && changes.stream().allMatch(change -> votes(change) >= electorate.needed())) {
            Configuration file = self.configurations().latest();
            Recovery recovery = self.ledger().now().recovery();
            View first = Genesis.first(file, answers.identities(), recovery, self.random());
            propose(now, first, doing);
        } else {
            askWhenRipe(now);
        }
    }

    private int votes(Change change) {
        return answers.votes(changes.indexOf(change));
    }

    private boolean allAnswered(Moment now) {
        return electorate.voters().stream()
                .filter(voter -> self.isAwaited(now, voter))
                .noneMatch(voter -> answers.isOwed(now, voter, self.pingTimeout()));
    }

    /** Some said "not yet": they are asked again as soon as a quorum may agree, not before. */
    private void askWhenRipe(Moment now) {
        answers.notAsked(changes).forEach(agenda::doubt);
        Optional<Moment> ripe = answers.ripe(electorate.needed());
        if (ripe.isEmpty()) {
            failed(now, true);
            return;
        }
        if (ripe.get().isAfter(askedAt)) {
            // Who has answered has nothing new to say before; who has not is asked as ever.
            Moment due = Moment.later(ripe.get(), askedAt.plus(LEAST));
            againAt = allAnswered(now) ? due : Moment.earlier(againAt, due);
        }
        wakeAt = againAt;
    }

    /** A question is not repeated faster than this, whatever the answer promised. */
    private static final Duration LEAST = Duration.ofMillis(1);

    private void propose(Moment now, View view, Doing doing) {
        phase = Phase.ACCEPTING;
        proposed = view;
        startedAt = now;
        for (ServerId voter : electorate.voters()) {
            doing.say(voter, new Message.Accept(round, view));
        }
        againAt = now.plus(self.roundTripBound().multipliedBy(2));
        wakeAt = againAt;
    }

    /**
     * Step 3 was answered.
     *
     * @return the view, if it is chosen now
     */
    Optional<View> accepted(ServerId from, Message.Accepted accepted, Doing doing) {
        if (phase != Phase.ACCEPTING
                || !accepted.round().equals(round)
                || !electorate.voters().contains(from)) {
            return Optional.empty();
        }
        accepts.vote(from);
        if (!accepts.isWon()) {
            return Optional.empty();
        }
        doing.note(new Notice.Chosen(round, proposed, changes));
        View chosen = proposed;
        reset();
        return Optional.of(chosen);
    }

    /** Somebody promised a higher ballot. */
    void refused(Moment now, Message.Refused refused) {
        Ballot promised = self.ledger().now().promised();
        // Others would refuse what is proposed next, above that.
        if (refused.promised().next(self.id()).isLeapFrom(promised)) {
            return;
        }
        if (refused.promised().compareTo(highestSeen) > 0) {
            highestSeen = refused.promised();
        }
        if (phase != Phase.IDLE
                && refused.round().equals(round)
                && refused.promised().compareTo(round.ballot()) > 0) {
            failed(now, false);
        }
    }

    private void askAgain(Moment now, Doing doing, Message.Body question) {
        if (phase == Phase.IDLE || now.isBefore(againAt)) {
            return;
        }
        boolean preparing = question instanceof Message.Prepare;
        if (preparing != (phase == Phase.PREPARING)) {
            return;
        }
        for (ServerId voter : electorate.voters()) {
            boolean wanted =
                    preparing ? promises.isWon() || !answers.has(voter) : !accepts.has(voter);
            if (wanted) {
                doing.sayDurably(voter, question);
            }
        }
        askedAt = now;
        againAt = now.plus(self.roundTripBound().multipliedBy(2));
        wakeAt = againAt;
    }

    private boolean tooLong(Moment now) {
        Duration limit =
                promises.isWon() ? self.longestGrant().multipliedBy(2) : self.pingTimeout();
        return now.since(startedAt).compareTo(limit) > 0;
    }

    private void failed(Moment now, boolean inVain) {
        phase = Phase.IDLE;
        dueSince = Optional.empty();
        pauses.failed(now, asked, inVain);
        wakeAt = now;
    }
}
