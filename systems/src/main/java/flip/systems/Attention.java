package flip.systems;

import flip.membership.Moment;

/**
 * Whether the systems are to be looked at: always while something is left to do, else only when
 * this server's footing changed or something is due. A quiet node looks at nothing.
 */
final class Attention {
    private boolean needed = true;
    private Moment wakeAt;

    // The footing at the last look.
    private boolean leased;
    private boolean doomed;
    private long incarnation = -1;
    private long knownEpoch = -1;

    Attention(Moment now) {
        wakeAt = now;
    }

    /** Something happened. */
    void wake() {
        needed = true;
    }

    boolean isNeeded(Moment now, Footing footing) {
        return needed
                || !wakeAt.isAfter(now)
                || leased != footing.isLeased(now)
                || doomed != footing.doomed()
                || incarnation != footing.incarnation()
                || knownEpoch != footing.knownEpoch();
    }

    /** It was looked at. */
    void rest(Moment now, Footing footing, boolean done, Moment due) {
        needed = !done;
        wakeAt = due;
        leased = footing.isLeased(now);
        doomed = footing.doomed();
        incarnation = footing.incarnation();
        knownEpoch = footing.knownEpoch();
    }

    Moment wakeAt() {
        return wakeAt;
    }
}
