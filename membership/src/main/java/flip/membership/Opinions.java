package flip.membership;

import flip.membership.Opinion.Reason;
import java.time.Duration;
import java.util.Optional;

/**
 * flip's vote: what this voter thinks of a change (docs/design.md, "Agreement"), and of a view that
 * it is asked to accept (R5).
 */
final class Opinions {
    private static final Opinion AGREED = new Opinion.Agreed();

    private final Self self;
    private final Life life;
    private final Grants grants;
    private final Doomed doomed;
    private final Excluding excluding;
    private final Moment startedAt;
    private Moment generationAt;

    Opinions(
            Self self,
            Life life,
            Grants grants,
            Doomed doomed,
            Excluding excluding,
            Moment startedAt) {
        this.self = self;
        this.life = life;
        this.grants = grants;
        this.doomed = doomed;
        this.excluding = excluding;
        this.startedAt = startedAt;
        this.generationAt = Moment.NEVER; // Entered in an earlier life; the start counts then.
    }

    /** R6: a voter that enters a generation may replace one that granted just before. */
    void generationEntered(Moment now) {
        generationAt = now;
    }

    /** What this voter thinks of the change now. */
    Opinion of(Moment now, Change change) {
        if (change instanceof Change.Down down) {
            return down(now, down);
        } else if (change instanceof Change.Up up) {
            return up(now, up);
        } else if (change instanceof Change.Out out) {
            return out(out);
        } else if (change instanceof Change.Admit admit) {
            return admit(now, admit);
        } else if (change instanceof Change.Configure configure) {
            return configure(configure);
        } else if (change instanceof Change.Exclude exclude) {
            return excluding.isAskedFor(exclude.exclusion(), self.known())
                    ? AGREED
                    : opposed(Reason.NOT_ASKED);
        } else if (change instanceof Change.Include include) {
            return excluding.isTakenBack(include.exclusion(), self.known())
                    ? AGREED
                    : opposed(Reason.NOT_ASKED);
        } else if (change instanceof Change.Form form) {
            return form(now, form);
        }
        throw new AssertionError("no opinion of " + change);
    }

    private Opinion down(Moment now, Change.Down down) {
        Standing standing = self.known().standings().get(down.server());
        if (standing == null || !standing.isUp(down.identity(), down.incarnation())) {
            return opposed(Reason.NOT_FITTING);
        }
        if (isSucceeded(down.server(), down.identity(), down.incarnation())) {
            return AGREED;
        }
        if (down.server().equals(self.id())) {
            return opposed(Reason.SELF);
        }
        if (!self.reachesQuorum(now)) {
            // It may be this server that is cut off; whoever asks is told before anything moves.
            return new Opinion.NotYet(self.timing().gossipInterval(), Reason.NOT_REACHED);
        }
        Waits waits = new Waits();
        if (!doomed.has(down.server(), down.identity(), down.incarnation())) {
            waits.until(
                    self.members()
                            .silenceLeft(now, down.server(), down.identity(), self.pingTimeout()),
                    Reason.REACHED);
        }
        lookAtGrants(now, down.server(), waits);
        return waits.opinion();
    }

    /** To speak with a higher incarnation is the proof that every lower one holds nothing. */
    private boolean isSucceeded(ServerId server, long identity, long incarnation) {
        return server.equals(self.id())
                ? identity == self.ledger().now().identity() && life.incarnation() > incarnation
                : self.members().contact(server, identity).incarnation() > incarnation;
    }

    /** The part of "down" that R5 looks at again: grants and running time. */
    private void lookAtGrants(Moment now, ServerId server, Waits waits) {
        if (self.rules().has(Rule.GRANT_ENDED_BEFORE_DOWN)) {
            waits.until(grants.boundFor(now, server), Reason.GRANTED);
        }
        if (self.rules().has(Rule.WAIT_AFTER_RESTART)) {
            waits.until(self.longestGrant().minus(now.since(startedAt)), Reason.STARTED);
        }
        if (self.rules().has(Rule.WAIT_AFTER_GENERATION)) {
            waits.until(self.longestGrant().minus(now.since(generationAt)), Reason.STARTED);
        }
    }

    private Opinion up(Moment now, Change.Up up) {
        Standing standing = self.known().standings().get(up.server());
        // R7: a life that was over never comes back.
        boolean fresh =
                standing != null
                        && standing.identity() == up.identity()
                        && (up.incarnation() > standing.incarnation()
                                || (!self.rules().has(Rule.FRESH_INCARNATION)
                                        && standing.state() != Standing.State.UP
                                        && up.incarnation() == standing.incarnation()));
        if (!fresh) {
            return opposed(Reason.NOT_FITTING);
        }
        if (up.server().equals(self.id())) {
            return life.incarnation() == up.incarnation() && life.wants() == Header.Wants.UP
                    ? AGREED
                    : opposed(Reason.NOT_ASKED);
        }
        Contact contact = self.members().contact(up.server(), up.identity());
        if (contact.incarnation() != up.incarnation() || contact.wants() != Header.Wants.UP) {
            return opposed(Reason.NOT_ASKED);
        }
        return self.members().isReached(now, up.server(), up.identity(), self.pingTimeout())
                ? AGREED
                : opposed(Reason.NOT_REACHED);
    }

    private Opinion out(Change.Out out) {
        Standing standing = self.known().standings().get(out.server());
        if (standing == null
                || standing.identity() != out.identity()
                || standing.state() != Standing.State.UP
                || standing.incarnation() >= out.incarnation()) {
            return opposed(Reason.NOT_FITTING);
        }
        boolean own = out.server().equals(self.id());
        Contact contact = self.members().contact(out.server(), out.identity());
        long incarnation = own ? life.incarnation() : contact.incarnation();
        Header.Wants wants = own ? life.wants() : contact.wants();
        if (wants != Header.Wants.OUT) {
            return opposed(Reason.NOT_ASKED);
        } else if (incarnation == out.incarnation()) {
            return AGREED;
        }
        // About to leave, and still giving things up: nobody knows how long that takes.
        return incarnation == standing.incarnation()
                ? new Opinion.NotYet(self.timing().gossipInterval(), Reason.NOT_ASKED)
                : opposed(Reason.NOT_ASKED);
    }

    private Opinion admit(Moment now, Change.Admit admit) {
        Standing standing = self.known().standings().get(admit.server());
        if (standing == null
                || standing.identity() != admit.former()
                || standing.state() == Standing.State.UP) {
            return opposed(Reason.NOT_FITTING);
        }
        Contact contact = self.members().contact(admit.server(), admit.identity());
        // R14: an identity that was replaced learns so from that view, and stops instead.
        boolean upToDate =
                contact.lineage() == self.known().lineage()
                        && contact.epoch() >= self.known().epoch();
        if (!upToDate
                || !self.members()
                        .isReached(now, admit.server(), admit.identity(), self.pingTimeout())) {
            return opposed(Reason.NOT_REACHED);
        }
        if (admit.former() != 0) {
            Duration left =
                    self.pingTimeout()
                            .minus(
                                    now.since(
                                            self.members()
                                                    .contact(admit.server(), admit.former())
                                                    .reachedAt()));
            if (!left.isNegative()) {
                return new Opinion.NotYet(left.plusNanos(1), Reason.REACHED);
            }
        }
        return !self.known().isSeat(admit.server()) || reachesQuorumWith(now, admit)
                ? AGREED
                : opposed(Reason.NOT_REACHED);
    }

    private boolean reachesQuorumWith(Moment now, Change.Admit admit) {
        long reached =
                self.known().standings().entrySet().stream()
                        .filter(
                                entry ->
                                        entry.getValue().voter()
                                                || entry.getKey().equals(admit.server()))
                        .filter(
                                entry ->
                                        entry.getKey().equals(admit.server())
                                                || self.members()
                                                        .isReached(
                                                                now,
                                                                entry.getKey(),
                                                                entry.getValue().identity(),
                                                                self.pingTimeout()))
                        .count();
        return reached >= quorumWith(admit.server());
    }

    /** Q of the voters of the view with that one; more than there are while nobody can know. */
    private int quorumWith(ServerId server) {
        View known = self.known();
        if (!known.descent().vacant().contains(server)) {
            return known.quorum();
        }
        return self.configurations()
                .inForce(known)
                .map(configuration -> configuration.quorumOf(known.countVoters() + 1))
                .orElse(Integer.MAX_VALUE);
    }

    private Opinion configure(Change.Configure configure) {
        Optional<Configuration> found =
                self.configurations().find(new Edition(configure.version(), configure.digest()));
        if (configure.version() <= self.known().configurationVersion()
                || found.filter(self.known()::hasVotersOf).isEmpty()) {
            return opposed(Reason.CONFIGURATION);
        }
        return self.known().hasRoomFor(found.get().roster()) ? AGREED : opposed(Reason.NOT_FITTING);
    }

    private Opinion form(Moment now, Change.Form form) {
        Configuration file = self.configurations().latest();
        if (self.known().isFormed()) {
            return opposed(Reason.FORMING);
        }
        if (!form.equals(self.forming())) {
            return opposed(Reason.CONFIGURATION);
        }
        if ((self.rules().has(Rule.GENESIS_BY_ALL) && !reachesAllUnformed(now, file))
                || self.lostThatSpeaks(now).isPresent()) {
            return opposed(Reason.FORMING);
        }
        Duration left = self.longestGrant().minus(now.since(startedAt));
        return left.isNegative() || !self.rules().has(Rule.GENESIS_WAITS)
                ? AGREED
                : new Opinion.NotYet(left.plusNanos(1), Reason.STARTED);
    }

    /** Genesis needs every voter of the file, each without a lineage and with that file. */
    private boolean reachesAllUnformed(Moment now, Configuration file) {
        for (ServerId voter : self.founders()) {
            if (!self.isReached(now, voter)) {
                return false;
            }
            boolean other =
                    self.members()
                            .find(voter)
                            .filter(
                                    member ->
                                            member.current().lineage() != 0
                                                    || !member.current().tellsOf(file))
                            .isPresent();
            if (other) {
                return false;
            }
        }
        return true;
    }

    /**
     * R5: why this voter does not accept that view now; empty when it does. It looks again at every
     * accept, also of a view proposed again, at every server that is down in it, unless a chosen
     * view that it knows shows that life over already. That the server is reached again is no
     * objection, or a half-accepted "down" could never be finished.
     */
    Optional<String> objection(Moment now, View view) {
        if (!self.rules().has(Rule.LOOK_AGAIN_AT_ACCEPT)) {
            return Optional.empty();
        }
        for (var entry : view.standings().entrySet()) {
            Standing standing = entry.getValue();
            Standing before = self.known().standings().get(entry.getKey());
            if (standing.state() != Standing.State.DOWN
                    || (before != null
                            && before.showsOver(standing.identity(), standing.incarnation()))
                    || isSucceeded(entry.getKey(), standing.identity(), standing.incarnation())) {
                continue;
            }
            if (entry.getKey().equals(self.id())) {
                return Optional.of("it is this server that is down in it");
            }
            Waits waits = new Waits();
            lookAtGrants(now, entry.getKey(), waits);
            if (!self.rules().has(Rule.REACHED_IS_NO_OBJECTION)) {
                waits.until(
                        self.members()
                                .silenceLeft(
                                        now,
                                        entry.getKey(),
                                        standing.identity(),
                                        self.pingTimeout()),
                        Reason.REACHED);
            }
            if (waits.opinion() instanceof Opinion.NotYet notYet) {
                return Optional.of(entry.getKey() + " " + notYet.reason());
            }
        }
        return Optional.empty();
    }

    private static Opinion opposed(Reason reason) {
        return new Opinion.Opposed(reason);
    }

    /** The longest of several waits. */
    private static final class Waits {
        private Duration longest = Duration.ofNanos(-1);
        private Reason reason = Reason.REACHED;

        private void until(Duration left, Reason why) {
            if (left.compareTo(longest) > 0) {
                longest = left;
                reason = why;
            }
        }

        private Opinion opinion() {
            // "More than" L, and more than g: a nanosecond decides.
            return longest.isNegative() ? AGREED : new Opinion.NotYet(longest.plusNanos(1), reason);
        }
    }
}
