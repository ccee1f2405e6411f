package flip.membership;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether this server holds the others up (R20): it has known a chosen view for long and cannot act
 * on it, since its disk takes no promise or the view's configuration does not reach it, and a
 * quorum of voters acts on that view. What the view gives to it nobody would have meanwhile.
 */
final class Backlog {
    /** A disk that stalls for less moves nothing; L + g where that is more. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Self self;

    /** Since when it is behind, or has last caught up with a part of what it knows. */
    private Optional<Moment> since = Optional.empty();

    private View durable = View.NONE;
    private boolean isOld;

    Backlog(Self self) {
        this.self = self;
    }

    /** After anything that may have changed that. */
    void look(Moment now, Doing doing) {
        boolean before = isOld;
        View reached = self.ledger().durable().known();
        if (isActing(reached)) {
            since = Optional.empty();
        } else if (since.isEmpty() || !reached.equals(durable)) {
            since = Optional.of(now);
        }
        durable = reached;
        isOld =
                since.filter(from -> now.since(from).compareTo(patience()) > 0).isPresent()
                        && doOthersAct(now);
        if (isOld && !before) {
            doing.note(new Notice.Warned(reason()));
        }
    }

    /** Whether this server is to speak as one that holds nothing, and is here to vote only. */
    boolean isOld() {
        return isOld && self.rules().has(Rule.WHO_IS_BEHIND_GIVES_WAY);
    }

    private String reason() {
        long epoch = self.known().epoch();
        return isDurable(durable)
                ? "the configuration of view "
                        + epoch
                        + " does not reach this server: others are to have what is here until it does"
                : "the disk has not taken view "
                        + epoch
                        + ": others are to have what is here until it has";
    }

    private boolean isActing(View reached) {
        return isDurable(reached) && self.configurations().inForce(reached).isPresent();
    }

    private boolean isDurable(View reached) {
        View known = self.known();
        return reached.lineage() == known.lineage() && reached.epoch() >= known.epoch();
    }

    private Duration patience() {
        return PATIENCE.compareTo(self.longestGrant()) > 0 ? PATIENCE : self.longestGrant();
    }

    /** What a server says of its view is durable there. */
    private boolean doOthersAct(Moment now) {
        View known = self.known();
        long acting =
                known.standings().entrySet().stream()
                        .filter(entry -> entry.getValue().voter())
                        .filter(entry -> !entry.getKey().equals(self.id()))
                        .filter(entry -> isActing(now, known, entry.getKey(), entry.getValue()))
                        .count();
        return acting >= known.quorum();
    }

    private boolean isActing(Moment now, View known, ServerId voter, Standing standing) {
        Contact contact = self.members().contact(voter, standing.identity());
        return contact.lineage() == known.lineage()
                && contact.epoch() >= known.epoch()
                && self.members().isReached(now, voter, standing.identity(), self.pingTimeout());
    }
}
