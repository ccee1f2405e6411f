package flip.membership;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a chosen view becomes known here: within a lineage the higher epoch wins, a lineage is taken
 * up once, and generations end (R12).
 */
final class Register {
    /** So often the log is told of peers that contradict I1. */
    private static final Duration CONTRADICTIONS_PAUSE = Duration.ofMinutes(1);

    private final Self self;
    private final Life life;
    private final Leases leases;
    private final Doomed doomed;
    private final Opinions opinions;
    private final Proposer proposer;
    private final Lineages lineages;
    private final Throttle contradictions = new Throttle();
    private Optional<Long> adoptable = Optional.empty();
    private Optional<Configuration> misfit = Optional.empty();

    Register(
            Self self,
            Life life,
            Leases leases,
            Doomed doomed,
            Opinions opinions,
            Proposer proposer,
            Lineages lineages) {
        this.self = self;
        this.life = life;
        this.leases = leases;
        this.doomed = doomed;
        this.opinions = opinions;
        this.proposer = proposer;
        this.lineages = lineages;
    }

    /**
     * A round of this server's own has chosen the view. I1 is its own to keep here: nobody else can
     * break it, since a round ends as soon as a view of its epoch is known.
     *
     * @return whether it was news
     */
    boolean chosen(Moment now, View view, Doing doing) {
        View known = self.known();
        if (isSecond(view, known)) {
            throw new AssertionError(
                    "I1: two views of one epoch are chosen: " + known + ", " + view);
        }
        return learned(now, view, doing);
    }

    /**
     * A view is said to be chosen.
     *
     * <p>I1 and I2 rest here: only a higher epoch of the same lineage is ever taken.
     *
     * @return whether it was news
     */
    boolean learned(Moment now, View view, Doing doing) {
        View known = self.known();
        if (!known.isFormed()) {
            return isToAdopt(now, view) && adopted(now, view, doing);
        }
        if (view.lineage() != known.lineage()) {
            if (view.isFormed()) {
                lineages.told(view);
            }
            return false;
        }
        if (isSecond(view, known)) {
            contradicted(now, known, doing);
            return false;
        }
        boolean wins =
                view.epoch() > known.epoch()
                        || (view.epoch() == known.epoch() && winsFork(view, known));
        if (!wins) {
            return false;
        }
        if (isReplaced(known, view)) {
            doing.add(
                    new Effect.Halt(
                            "another machine has come in as "
                                    + self.id()
                                    + ": two machines have one id, or one machine two data_dirs; give each"
                                    + " its own id"));
            return false;
        }
        if (view.generation() != known.generation()) {
            leases.generationEnds(known, life.incarnation());
            self.ledger().entered(view);
            opinions.generationEntered(now);
            proposer.reset();
        } else {
            self.ledger().learned(view);
            proposer.learned();
        }
        takeNote(view);
        return true;
    }

    /** I1: another view of the known epoch, which of a majority cannot be chosen. */
    private static boolean isSecond(View view, View known) {
        return known.isMajority()
                && view.lineage() == known.lineage()
                && view.epoch() == known.epoch()
                && !view.equals(known);
    }

    /** Two views of one epoch: the price of a smaller quorum. */
    private static boolean winsFork(View view, View known) {
        return Long.compareUnsigned(Wire.digest(view), Wire.digest(known)) > 0;
    }

    /**
     * Whoever says so is mistaken, or this server was told wrong before: it is not its own mistake,
     * and it goes on with what it knows.
     */
    private void contradicted(Moment now, View known, Doing doing) {
        if (contradictions.passes(now, CONTRADICTIONS_PAUSE)) {
            doing.note(
                    new Notice.Warned(
                            "a server says that another view "
                                    + known.epoch()
                                    + " was agreed to than the one that is known here; its view is not taken:"
                                    + " look for a server that runs another version of flip"));
        }
    }

    private boolean isReplaced(View known, View view) {
        long identity = self.ledger().now().identity();
        Standing before = known.standings().get(self.id());
        Standing after = view.standings().get(self.id());
        return before != null
                && before.identity() == identity
                && after != null
                && after.identity() != identity
                && self.rules().has(Rule.LOST_DISK_IS_NEW_IDENTITY);
    }

    private boolean isToAdopt(Moment now, View view) {
        if (!view.isFormed()) {
            return false;
        }
        Standing standing = view.standings().get(self.id());
        boolean own = standing != null && standing.identity() == self.ledger().now().identity();
        // Of a recovered cluster there may be fewer voters than a file's quorum.
        boolean met = view.descent().isRecovered() && lineages.reachesQuorumOf(now, view);
        return own || met || adoptable.filter(lineage -> lineage == view.lineage()).isPresent();
    }

    private boolean adopted(Moment now, View view, Doing doing) {
        Standing standing = view.standings().get(self.id());
        if (!self.rules().has(Rule.LOST_DISK_IS_NEW_IDENTITY)
                && standing != null
                && standing.identity() != 0) {
            // The control of R14: what was lost is read back from others, and the old life guessed.
            self.ledger().identity(standing.identity());
            self.ledger().incarnation(standing.incarnation());
        }
        self.ledger().entered(view);
        opinions.generationEntered(now);
        proposer.reset();
        takeNote(view);
        if (standing == null) {
            doing.note(
                    new Notice.Warned(
                            "the cluster does not know "
                                    + self.id()
                                    + ": its configuration has to name this server"));
        }
        return true;
    }

    private void takeNote(View view) {
        doomed.learned(view);
        self.configurations().learned(view);
        self.rememberConfigurations(view);
        self.members().know(view.standings().keySet());
    }

    /**
     * The lineage, other than its own, that a quorum of the voters within reach speaks of; a server
     * without a lineage takes it up.
     */
    Optional<Long> foreignLineage(Moment now) {
        View known = self.known();
        Configuration file = self.configurations().latest();
        int quorum = known.isFormed() ? known.quorum() : file.quorum();
        TreeMap<Long, Integer> speakers = new TreeMap<>();
        for (ServerId voter : known.isFormed() ? known.voters() : file.roster().voters()) {
            self.members()
                    .find(voter)
                    .filter(member -> self.isReached(now, voter) && member.current().lineage() != 0)
                    .ifPresent(
                            member -> speakers.merge(member.current().lineage(), 1, Integer::sum));
        }
        long own = known.lineage();
        Optional<Long> found =
                speakers.entrySet().stream()
                        .filter(entry -> entry.getKey() != own && entry.getValue() >= quorum)
                        .map(Map.Entry::getKey)
                        .findFirst();
        adoptable = own == 0 ? found : Optional.empty();
        return found;
    }

    /** Says, once, that this server's own newer configuration never comes into force. */
    void tellMisfit(Doing doing) {
        Optional<Configuration> found = self.configurations().misfit(self.known());
        found.filter(it -> misfit.filter(it::equals).isEmpty())
                .ifPresent(
                        it ->
                                doing.note(
                                        new Notice.Warned(
                                                "version "
                                                        + it.version()
                                                        + " of the configuration, which is here, is not proposed: "
                                                        + Configurations.OTHER_VOTERS)));
        misfit = found;
    }

    /**
     * Whether this server gives up its own lineage for that one: not while it has a lease. Where
     * leases are off, the lineage at the higher epoch stays, so that not both are given up.
     */
    boolean isLeftFor(Moment now, long lineage) {
        View known = self.known();
        if (known.isMajority()) {
            return !now.isBefore(leases.until(life.incarnation()));
        }
        long epoch =
                self.members().all().stream()
                        .map(Member::current)
                        .filter(contact -> contact.lineage() == lineage)
                        .mapToLong(Contact::epoch)
                        .max()
                        .orElse(0);
        return epoch > known.epoch() || (epoch == known.epoch() && lineage > known.lineage());
    }

    /** Why this server is not part of the cluster yet; empty when it is. */
    Optional<String> waitingFor(Moment now, Moment startedAt) {
        View known = self.known();
        if (known.isFormed()) {
            return waitingForAdmission(known);
        }
        StringBuilder missing = new StringBuilder();
        StringBuilder formed = new StringBuilder();
        StringBuilder differing = new StringBuilder();
        Configuration file = self.configurations().latest();
        for (ServerId voter : self.founders()) {
            Optional<Contact> contact = self.members().find(voter).map(Member::current);
            if (!self.isReached(now, voter)) {
                missing.append(missing.isEmpty() ? "" : ", ").append(voter);
            } else if (contact.filter(it -> it.lineage() != 0).isPresent()) {
                formed.append(formed.isEmpty() ? "" : ", ").append(voter);
            } else if (contact.filter(it -> !it.tellsOf(file)).isPresent()) {
                differing.append(differing.isEmpty() ? "" : ", ").append(voter);
            }
        }
        if (!formed.isEmpty()) {
            return Optional.of(
                    formed
                            + " belongs to a cluster already; this server is let in by a quorum of that, or its"
                            + " promise file is one of an older cluster");
        }
        if (!missing.isEmpty()) {
            return Optional.of(
                    "the cluster is formed when every voter is there; no answer yet from "
                            + missing);
        }
        if (!differing.isEmpty()) {
            return Optional.of(
                    differing
                            + " has another configuration than "
                            + self.id()
                            + ", which has version "
                            + file.version()
                            + ": the cluster is formed when every voter has the same");
        }
        Optional<ServerId> lost = self.lostThatSpeaks(now);
        if (lost.isPresent()) {
            return lost.map(
                    it ->
                            it
                                    + " was said to be lost for good, and is there: stop it until the cluster is"
                                    + " formed");
        }
        Duration left = self.longestGrant().minus(now.since(startedAt));
        String there =
                self.ledger().now().recovery().isNone()
                        ? "every voter is there"
                        : "every voter is there that is not lost";
        return Optional.of(
                there
                        + (left.isNegative()
                                ? "; the cluster is being formed"
                                : "; the cluster is formed in " + left.toMillis() + " ms"));
    }

    private Optional<String> waitingForAdmission(View known) {
        Optional<String> unusable = self.configurations().whyUnusable(known);
        if (unusable.isPresent()) {
            return unusable;
        }
        if (self.configurations().inForce(known).isEmpty()) {
            return Optional.of(
                    "the configuration of version "
                            + known.configurationVersion()
                            + " is on its way");
        }
        Standing standing = known.standings().get(self.id());
        if (standing == null) {
            return Optional.of("the cluster's configuration does not name " + self.id());
        }
        if (standing.identity() != self.ledger().now().identity()) {
            return Optional.of(
                    standing.state() == Standing.State.UP
                            ? self.id()
                                    + " is up in the cluster with another data_dir; this one is let in when"
                                    + " that one is down"
                            : self.id() + " is new here; a quorum has to let it in");
        }
        return Optional.empty();
    }
}
