package flip.membership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;

/**
 * An operator says that voters are lost for good. All the others are asked whether that can be, and
 * then told to follow; who follows gives everything up and begins anew, waiting for a cluster that
 * is formed without the lost ones. The one that was told follows last, so that nobody is left with
 * an order that nobody gives any more.
 */
final class Recovering {
    private enum Phase {
        IDLE,
        ASKING,
        ORDERING
    }

    private final Self self;
    private final TreeSet<ServerId> agreed = new TreeSet<>();
    private Phase phase = Phase.IDLE;
    private Recovery word = Recovery.NONE;
    private Moment giveUpAt = Moment.FOREVER;
    private Optional<Recovery> followed = Optional.empty();
    private String outcome = "";

    Recovering(Self self) {
        this.self = self;
    }

    /** What has become of the operator's word, for people; empty when there was none. */
    String outcome() {
        return outcome;
    }

    /** What this server begins anew with, once all follow or it was told to. */
    Optional<Promise> decided() {
        return followed.map(
                recovery ->
                        Ledger.anew(
                                recovery,
                                self.configurations().forming(self.known()).text(),
                                self.random()));
    }

    /** Why this server would not do it, as far as it knows; empty when it would ask the others. */
    Optional<String> refusal(Moment now, ImmutableSortedSet<ServerId> lost) {
        ImmutableSortedSet<ServerId> voters = voters();
        if (lost.isEmpty()) {
            return Optional.of("nobody is named; name every voter that is lost");
        }
        Optional<ServerId> stranger = lost.stream().filter(id -> !voters.contains(id)).findFirst();
        if (stranger.isPresent()) {
            return Optional.of(stranger.get() + " is no voter here; the voters are " + voters);
        }
        boolean votes =
                self.configurations().forming(self.known()).roster().voters().contains(self.id());
        if (!votes) {
            return Optional.of(self.id() + " is no voter; say it on one");
        }
        if (formers().size() > Descent.MOST_FORMERS) {
            return Optional.of(
                    "this cluster was recovered "
                            + Descent.MOST_FORMERS
                            + " times; stop all agents, remove their promise files, and start them");
        }
        return objection(now, new Recovery(lost, formers(), 0, Duration.ZERO))
                .or(() -> missing(now, lost));
    }

    /** Voters of the view and of what a cluster would be formed with. */
    private ImmutableSortedSet<ServerId> voters() {
        View known = self.known();
        return ImmutableSortedSet.<ServerId>naturalOrder()
                .addAll(known.voters())
                .addAll(self.configurations().forming(known).roster().voters())
                .build();
    }

    /** The lineages that would end; with the word that this server follows already, the same. */
    private ImmutableList<Long> formers() {
        View known = self.known();
        Recovery followed = self.ledger().now().recovery();
        if (!followed.isNone()) {
            return followed.formers();
        }
        return ImmutableList.<Long>builder()
                .addAll(known.descent().formers())
                .add(known.lineage())
                .build();
    }

    /** All others that have to agree. */
    private ImmutableList<ServerId> others(ImmutableSortedSet<ServerId> lost) {
        return voters().stream()
                .filter(id -> !id.equals(self.id()) && !lost.contains(id))
                .collect(ImmutableList.toImmutableList());
    }

    private Optional<String> missing(Moment now, ImmutableSortedSet<ServerId> lost) {
        for (ServerId other : others(lost)) {
            long lineage = self.members().find(other).map(it -> it.current().lineage()).orElse(0L);
            if (!self.isReached(now, other)) {
                return Optional.of(
                        other
                                + " does not answer: all voters that are not lost must be there; start it, or"
                                + " name it too if it is lost for good");
            }
            if (lineage != 0 && !formers().contains(lineage)) {
                return Optional.of(
                        other + " belongs to a cluster of which this server is none; say it there");
            }
        }
        return Optional.empty();
    }

    /**
     * Why this server does not believe that word: it reaches a quorum, or has just heard one of the
     * lost, or belongs to a lineage that the word is not about.
     */
    private Optional<String> objection(Moment now, Recovery recovery) {
        View known = self.known();
        if (recovery.lost().contains(self.id())) {
            return Optional.of(self.id() + " is here, and not lost");
        }
        ImmutableList<Long> own = formers();
        boolean about =
                known.isFormed()
                        ? recovery.formers().equals(own)
                        : own.equals(ImmutableList.of(0L)) || recovery.formers().containsAll(own);
        if (!about) {
            return Optional.of(self.id() + " belongs to another cluster; say it there");
        }
        if (!self.rules().has(Rule.RECOVERY_ONLY_WITHOUT_QUORUM)) {
            return Optional.empty();
        }
        if (self.reachesQuorum(now)) {
            return Optional.of(
                    self.id()
                            + " reaches "
                            + known.quorum()
                            + " voters, which are a quorum: the cluster goes on without the others");
        }
        for (ServerId lost : recovery.lost()) {
            Duration since = now.since(heardAt(lost));
            if (since.compareTo(self.longestGrant()) <= 0) {
                return Optional.of(
                        lost
                                + " was heard by "
                                + self.id()
                                + " "
                                + since.toMillis()
                                + " ms ago: it is not lost; stop it for good first");
            }
        }
        return Optional.empty();
    }

    /** Of a cluster's voter only the disk that votes counts: its successor is a new server. */
    private Moment heardAt(ServerId lost) {
        Standing standing = self.known().standings().get(lost);
        if (standing != null && standing.voter()) {
            return self.members().contact(lost, standing.identity()).heardAt();
        }
        return self.members().find(lost).map(it -> it.current().heardAt()).orElse(Moment.NEVER);
    }

    /** The operator says so. */
    void said(Moment now, ImmutableSortedSet<ServerId> lost, Doing doing) {
        Optional<String> refusal = refusal(now, lost);
        if (refusal.isPresent()) {
            failed(refusal.get(), doing);
            return;
        }
        word = new Recovery(lost, formers(), epoch(), self.longestGrant());
        ask(now, Phase.ASKING, doing);
    }

    private void ask(Moment now, Phase next, Doing doing) {
        phase = next;
        agreed.clear();
        giveUpAt = now.plus(self.longestGrant().multipliedBy(4));
        boolean binding = phase == Phase.ORDERING;
        outcome =
                (binding ? "the others are told that " : "the others are asked whether ")
                        + names(word.lost())
                        + " can be given up";
        doing.note(new Notice.Warned("an operator says that voters are lost: " + outcome));
        repeat(doing);
        advance(now, doing);
    }

    private static String names(ImmutableSortedSet<ServerId> ids) {
        return String.join(", ", ids.stream().map(ServerId::value).toList());
    }

    private void repeat(Doing doing) {
        Configuration file = self.configurations().forming(self.known());
        for (ServerId other : waitedFor()) {
            doing.say(
                    other,
                    new Message.RecoveryAsked(
                            word, file.version(), file.digest(), phase == Phase.ORDERING));
        }
    }

    private ImmutableList<ServerId> waitedFor() {
        if (!self.rules().has(Rule.RECOVERY_BY_ALL)) {
            return ImmutableList.of();
        }
        return others(word.lost()).stream()
                .filter(id -> !agreed.contains(id))
                .collect(ImmutableList.toImmutableList());
    }

    /** A gossip interval is over: who has not answered is asked again. */
    void tick(Moment now, Doing doing) {
        if (phase == Phase.IDLE) {
            return;
        }
        if (now.isBefore(giveUpAt)) {
            repeat(doing);
            return;
        }
        failed(waitedFor().get(0) + " did not answer; look there, and say it again", doing);
    }

    private void failed(String reason, Doing doing) {
        outcome = "refused: " + reason;
        phase = Phase.IDLE;
        doing.note(
                new Notice.Warned("an operator's word that voters are lost is refused: " + reason));
    }

    private void advance(Moment now, Doing doing) {
        if (!waitedFor().isEmpty()) {
            return;
        }
        // Somebody may have come back since, or the cluster been formed by an earlier word.
        Optional<String> objection = objection(now, word);
        if (objection.isPresent()) {
            failed(objection.get(), doing);
        } else if (phase == Phase.ASKING) {
            ask(now, Phase.ORDERING, doing);
        } else if (phase == Phase.ORDERING) {
            phase = Phase.IDLE;
            follows(word);
        }
    }

    private void follows(Recovery recovery) {
        outcome = "agreed: the cluster is formed anew without " + names(recovery.lost());
        if (!self.ledger().now().recovery().isSameWord(recovery)) {
            followed = Optional.of(recovery);
        }
    }

    /** Above all that this server has heard of, and most likely above what the lost agreed to. */
    private long epoch() {
        Promise promise = self.ledger().now();
        return promise.known().isFormed()
                ? Math.max(promise.known().epoch(), promise.accepted().epoch()) + Recovery.LEAP
                : promise.recovery().epoch();
    }

    /** Another server was told so. */
    void asked(Moment now, ServerId from, Message.RecoveryAsked question, Doing doing) {
        Recovery asked = question.recovery();
        Configuration file = self.configurations().forming(self.known());
        boolean same = file.version() == question.version() && file.digest() == question.digest();
        boolean followsAlready =
                followed.filter(asked::isSameWord).isPresent()
                        || self.ledger().now().recovery().isSameWord(asked);
        Optional<String> refusal = followsAlready ? Optional.empty() : objection(now, asked);
        if (refusal.isEmpty() && !same) {
            refusal = differs(from, file);
        }
        if (refusal.isEmpty() && question.binding() && !followsAlready) {
            follows(asked.atLeast(epoch(), self.longestGrant()));
        }
        doing.say(
                from,
                new Message.RecoveryAnswered(
                        asked.digest(), question.binding(), refusal.orElse("")));
    }

    private Optional<String> differs(ServerId from, Configuration file) {
        return Optional.of(
                "the configuration file of "
                        + self.id()
                        + ", version "
                        + file.version()
                        + ", is not that of "
                        + from
                        + ": make them equal, and "
                        + (self.known().isFormed() ? "reload" : "restart")
                        + " both agents");
    }

    /** One of the others answers. */
    void answered(Moment now, ServerId from, Message.RecoveryAnswered answer, Doing doing) {
        boolean expected =
                phase != Phase.IDLE
                        && answer.word() == word.digest()
                        && answer.binding() == (phase == Phase.ORDERING)
                        && others(word.lost()).contains(from);
        if (!expected) {
            return;
        }
        if (!answer.refusal().isEmpty()) {
            failed(answer.refusal(), doing);
            return;
        }
        agreed.add(from);
        advance(now, doing);
    }
}
