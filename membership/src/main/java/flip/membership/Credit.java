package flip.membership;

import java.time.Duration;

/**
 * What is taken off a peer's silence because this server itself stood still, for "down" and never
 * for "up" (Lifeguard §IV.A: who is late itself has no right to accuse). The first time that it
 * stands still in one silence all of it, so that the peer has L to be heard; after that no more
 * than it stood still, or a server that does so again and again would never agree to the end of a
 * peer that is gone.
 */
final class Credit {
    /** When it was given first in the present silence. */
    private Moment given = Moment.NEVER;

    private Moment silentFrom = Moment.NEVER;

    /**
     * This server took nothing in for so long.
     *
     * @param reachedAt when the peer was reached last: a silence that began later is another one
     */
    void give(Moment now, Duration stoodStill, Moment reachedAt) {
        if (reachedAt.isBefore(given)) {
            silentFrom = Moment.earlier(now, silentFrom.plus(stoodStill));
        } else {
            given = now;
            silentFrom = now;
        }
    }

    /** No silence counts from before that. */
    Moment silentFrom() {
        return silentFrom;
    }
}
