package flip.membership;

import java.time.Duration;
import java.util.TreeMap;

/** As grantor: to whom this voter gave leave to hold data, and until when that binds its vote. */
final class Grants {
    private final Self self;
    private final Doomed doomed;
    private final TreeMap<ServerId, Moment> boundUntil = new TreeMap<>();

    Grants(Self self, Doomed doomed) {
        this.self = self;
        this.doomed = doomed;
    }

    /**
     * The grant for that life of that server, remembered until it is over for g; {@link Grant#NONE}
     * when this voter may not give one.
     *
     * @param echoed when this server sent the newest stamp that the asking ping echoes
     */
    Grant give(Moment now, ServerId to, long identity, long incarnation, Moment echoed) {
        Duration length = length();
        boolean heard =
                !self.rules().has(Rule.GRANT_NEEDS_ECHO) // R10: the asker hears this voter.
                        || now.since(echoed).compareTo(length) <= 0;
        if (!heard
                || length.compareTo(Duration.ZERO) <= 0
                || !mayGrant(to, identity, incarnation)) {
            return Grant.NONE;
        }
        // I10: this voter's "down" waits for exactly what it gave, and g more.
        boundUntil.merge(to, now.plus(length).plus(self.timing().guard()), Moment::later);
        return new Grant(self.known().generation(), incarnation, length);
    }

    /**
     * R6: after a restart this voter waits as long as its disk says; it gives no more than that.
     */
    private Duration length() {
        Duration remembered =
                self.ledger().durable().known().longestGrant().minus(self.timing().guard());
        return remembered.compareTo(self.pingTimeout()) < 0 ? remembered : self.pingTimeout();
    }

    /** How long this voter's last grant to that server still binds it; negative when it is free. */
    Duration boundFor(Moment now, ServerId server) {
        Moment until = boundUntil.get(server);
        return until == null ? Duration.ofNanos(-1) : until.since(now);
    }

    private boolean mayGrant(ServerId to, long identity, long incarnation) {
        View known = self.known();
        View accepted = self.ledger().now().accepted();
        if (!known.isFormed() || !self.isVoter()) {
            return false;
        }
        // R12: who accepted the view that ends a generation grants nothing more in it.
        if (accepted.generation() > known.generation()) {
            return false;
        }
        // R8: what it accepted counts, chosen or not; with the rule off only what it knows does.
        boolean ahead =
                accepted.epoch() > known.epoch() && self.rules().has(Rule.DOOMED_GETS_NO_GRANT);
        View newest = ahead ? accepted : known;
        return newest.isUp(to, identity, incarnation) && !doomed.has(to, identity, incarnation);
    }
}
