package flip.lab.faults;

import flip.lab.e2e.Timings;
import java.time.Duration;

/**
 * What has to happen once a fault is over until every datum has one owner again and nothing moves,
 * which bounds how long that may take. Term by term:
 *
 * <ul>
 *   <li>2 G: who was cut off pings, and is pinged, within one interval, and what was agreed
 *       meanwhile is pulled and answered in the next;
 *   <li>3 (L + g): a change that was refused is asked for again after 2 (L + g) at the latest, and
 *       a voter that has just started agrees to no down for L + g (R6);
 *   <li>1 s: the downs and alives of the handover, each with room for a machine that is busy.
 * </ul>
 */
enum SettleLimit {
    HEAL(Duration.ZERO, 0),

    /** A process starts anew, and its start sweep lowers what is left. */
    RESTART(Duration.ofSeconds(4), 0),

    /** It starts as another identity: the former has to be down, and unreached, before. */
    LOST_DISK(Duration.ofSeconds(4), 4),

    /** A script that hung is ended, or one that failed is tried again, with growing pauses. */
    SCRIPTS(Duration.ofSeconds(12), 0);

    private static final Duration HANDOVER = Duration.ofSeconds(1);

    private final Duration start;
    private final int moreGrants;

    SettleLimit(Duration start, int moreGrants) {
        this.start = start;
        this.moreGrants = moreGrants;
    }

    /** From the end of the fault. */
    Duration bound(Timings timings) {
        Duration grant = timings.pingTimeout().plus(timings.guard());
        return timings.gossipInterval()
                .multipliedBy(2)
                .plus(grant.multipliedBy(3 + moreGrants))
                .plus(HANDOVER)
                .plus(start);
    }
}
