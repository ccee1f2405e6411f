package flip.membership;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which changes of the view seem due from here, whatever the others think. */
final class Agenda {
    private final Self self;
    private final Life life;
    private final Doomed doomed;
    private final Excluding excluding;

    Agenda(Self self, Life life, Doomed doomed, Excluding excluding) {
        this.self = self;
        this.life = life;
        this.doomed = doomed;
        this.excluding = excluding;
    }

    /**
     * R9: a view that was accepted here, and is not known to be chosen, has to be proposed again.
     */
    boolean isRepairDue() {
        return self.rules().has(Rule.REPAIR_UNCHOSEN)
                && self.ledger().now().accepted().epoch() > self.known().epoch();
    }

    /**
     * Whether this voter withholds grants from a server that is up, because of a view that was not
     * chosen: it accepted that, or was asked to (R8).
     */
    boolean isBound() {
        return self.ledger().now().accepted().epoch() > self.known().epoch()
                || self.known().standings().entrySet().stream()
                        .anyMatch(entry -> isDoomed(entry.getKey(), entry.getValue()));
    }

    private boolean isDoomed(ServerId id, Standing standing) {
        return !id.equals(self.id())
                && standing.state() == Standing.State.UP
                && doomed.has(id, standing.identity(), standing.incarnation());
    }

    /**
     * The changes that seem due; the end of a generation last, since nothing is put on top of it.
     */
    ImmutableList<Change> due(Moment now) {
        View known = self.known();
        if (!self.isVoter()) {
            return ImmutableList.of();
        }
        if (!known.isFormed()) {
            return ImmutableList.of(self.forming());
        }
        List<Change> changes = new ArrayList<>();
        List<Change> generations = new ArrayList<>();
        for (Map.Entry<ServerId, Standing> entry : known.standings().entrySet()) {
            if (changes.size() == Message.Prepare.MOST_CHANGES) {
                break;
            }
            Standing standing = entry.getValue();
            Optional<Change> change =
                    entry.getKey().equals(self.id())
                            ? own(standing)
                            : of(now, entry.getKey(), standing);
            if (change.isPresent()) {
                boolean ends = change.get() instanceof Change.Admit && known.isSeat(entry.getKey());
                (ends ? generations : changes).add(change.get());
            }
        }
        others(now, known, changes);
        changes.addAll(generations);
        return changes.stream()
                .limit(Message.Prepare.MOST_CHANGES)
                .collect(ImmutableList.toImmutableList());
    }

    /**
     * A voter says that nobody asks for that change, and too few others agree to it: whoever asked
     * may have taken that back where this voter does not hear it, and it would be proposed for
     * ever.
     */
    void doubt(Change change) {
        if (change instanceof Change.Exclude exclude) {
            doubt(exclude.exclusion().server());
        } else if (change instanceof Change.Include include) {
            doubt(include.exclusion().server());
        }
    }

    private void doubt(ServerId server) {
        if (!server.equals(self.id())) {
            excluding.doubt(server);
        }
    }

    /**
     * Who says that it is about to leave, and is not known to hold nothing yet. Its next
     * incarnation is most likely the next number; if it is not, a round for this one was in vain.
     * Of more than fit into a round the first.
     */
    ImmutableList<Change> announced(Moment now) {
        if (!self.isVoter()) {
            return ImmutableList.of();
        }
        List<Change> changes = new ArrayList<>();
        for (Map.Entry<ServerId, Standing> entry : self.known().standings().entrySet()) {
            Standing standing = entry.getValue();
            if (changes.size() < Message.Prepare.MOST_CHANGES
                    && isAboutToLeave(now, entry.getKey(), standing)) {
                changes.add(
                        new Change.Out(
                                entry.getKey(), standing.identity(), standing.incarnation() + 1));
            }
        }
        return ImmutableList.copyOf(changes);
    }

    private boolean isAboutToLeave(Moment now, ServerId id, Standing standing) {
        if (id.equals(self.id())) {
            long identity = self.ledger().now().identity();
            return life.isLeaving() && standing.isUp(identity, life.incarnation());
        }
        Contact contact = self.members().contact(id, standing.identity());
        return standing.isUp(standing.identity(), contact.incarnation())
                && contact.wants() == Header.Wants.OUT
                && self.isReached(now, id);
    }

    private Optional<Change> own(Standing standing) {
        long identity = self.ledger().now().identity();
        boolean newer =
                standing.identity() == identity
                        && (life.incarnation() > standing.incarnation()
                                || (!self.rules().has(Rule.FRESH_INCARNATION)
                                        && life.incarnation() == standing.incarnation()
                                        && standing.state() != Standing.State.UP));
        if (!newer || !life.isLiving()) {
            return Optional.empty();
        }
        if (life.wants() == Header.Wants.UP) {
            return Optional.of(new Change.Up(self.id(), identity, life.incarnation()));
        }
        return standing.state() == Standing.State.UP
                ? Optional.of(new Change.Out(self.id(), identity, life.incarnation()))
                : Optional.empty();
    }

    private Optional<Change> of(Moment now, ServerId id, Standing standing) {
        Optional<Member> member = self.members().find(id);
        if (member.isEmpty()) {
            return Optional.empty();
        }
        Contact contact = member.get().contact(standing.identity());
        boolean newer =
                contact.incarnation() > standing.incarnation()
                        || (!self.rules().has(Rule.FRESH_INCARNATION)
                                && contact.incarnation() > 0
                                && contact.incarnation() == standing.incarnation()
                                && standing.state() != Standing.State.UP);
        boolean reached =
                self.members().isReached(now, id, standing.identity(), self.pingTimeout());
        if (standing.state() == Standing.State.UP) {
            // Who is gone may have told each voter another number: all agree to its end.
            if (newer && reached && contact.wants() == Header.Wants.OUT) {
                return Optional.of(new Change.Out(id, standing.identity(), contact.incarnation()));
            }
            if (newer && reached) {
                return Optional.of(new Change.Up(id, standing.identity(), contact.incarnation()));
            }
            boolean silent =
                    self.members()
                            .silenceLeft(now, id, standing.identity(), self.pingTimeout())
                            .isNegative();
            return newer || silent || doomed.has(id, standing.identity(), standing.incarnation())
                    ? Optional.of(new Change.Down(id, standing.identity(), standing.incarnation()))
                    : Optional.empty();
        }
        if (newer && reached && contact.wants() == Header.Wants.UP) {
            return Optional.of(new Change.Up(id, standing.identity(), contact.incarnation()));
        }
        return admission(now, member.get(), standing);
    }

    private Optional<Change> admission(Moment now, Member member, Standing standing) {
        Contact present = member.current();
        boolean isNew =
                present.identity() != 0
                        && present.identity() != standing.identity()
                        && present.lineage() == self.known().lineage()
                        && present.epoch() >= self.known().epoch()
                        && self.members()
                                .isReached(
                                        now, member.id(), present.identity(), self.pingTimeout());
        return isNew
                ? Optional.of(
                        new Change.Admit(member.id(), standing.identity(), present.identity()))
                : Optional.empty();
    }

    /** Only once a quorum says that it has that configuration: nobody else can agree to it. */
    private boolean isAgreeable(Moment now, View known, Configuration configuration) {
        long having =
                known.standings().entrySet().stream()
                        .filter(entry -> entry.getValue().voter())
                        .filter(
                                entry ->
                                        entry.getKey().equals(self.id())
                                                || tellsOf(
                                                        now,
                                                        entry.getKey(),
                                                        entry.getValue().identity(),
                                                        configuration))
                        .count();
        return having >= known.quorum();
    }

    private boolean tellsOf(
            Moment now, ServerId voter, long identity, Configuration configuration) {
        return self.members().contact(voter, identity).tellsOf(configuration)
                && self.members().isReached(now, voter, identity, self.pingTimeout());
    }

    private void others(Moment now, View known, List<Change> changes) {
        Configuration highest = self.configurations().highest(known);
        if (highest.version() > known.configurationVersion()
                && known.hasRoomFor(highest.roster())
                && isAgreeable(now, known, highest)) {
            changes.add(new Change.Configure(highest.version(), highest.digest()));
        }
        for (Exclusion exclusion : excluding.endedIn(known)) {
            changes.add(new Change.Include(exclusion));
        }
        for (Exclusion exclusion : excluding.missingIn(known)) {
            if (known.exclusions().size() < View.MOST_EXCLUSIONS
                    && isUpOrComing(exclusion.server(), known, changes)) {
                changes.add(new Change.Exclude(exclusion));
            }
        }
    }

    /** Who comes up is kept from its lots in the same view: no other would have them meanwhile. */
    private static boolean isUpOrComing(ServerId server, View known, List<Change> changes) {
        return known.isUp(server)
                || changes.stream()
                        .anyMatch(
                                change ->
                                        change instanceof Change.Up up
                                                && up.server().equals(server));
    }
}
