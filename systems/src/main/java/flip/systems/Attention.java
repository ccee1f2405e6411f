package flip.systems;

import flip.membership.Moment;

/**
 * Whether the systems are to be looked at: always while something is left to do, else only when
 * this server's footing changed or something is due. A quiet node looks at nothing, and the end of
 * a script run alone is no reason to look at what it did not concern.
 */
final class Attention {
    private boolean needed = true;
    private boolean changed = true;
    private Moment wakeAt;

    // The footing at the last look.
    private boolean leased;
    private boolean doomed;
    private long incarnation = -1;
    private long knownEpoch = -1;

    Attention(Moment now) {
        wakeAt = now;
    }

    /** A script run is over. */
    void wake() {
        needed = true;
    }

    /** What should be has changed. */
    void change() {
        changed = true;
    }

    boolean isNeeded(Moment now, Footing footing) {
        return needed || isOfEverything(now, footing);
    }

    /** Whether anything may have to be raised or lowered now that had not at the last look. */
    boolean isOfEverything(Moment now, Footing footing) {
        return changed
                || !wakeAt.isAfter(now)
                || leased != footing.isLeased(now)
                || doomed != footing.doomed()
                || incarnation != footing.incarnation()
                || knownEpoch != footing.knownEpoch();
    }

    /** It was looked at. */
    void rest(Moment now, Footing footing, boolean done, Moment due) {
        needed = !done;
        changed = false;
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
