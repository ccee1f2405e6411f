package flip.lab.sim;

import flip.membership.Timing;
import flip.systems.SystemSpec;
import java.time.Duration;
import java.util.Comparator;

/**
 * How long after the last fault everything must be in its place. Term by term, each for the longest
 * timings that were in force:
 *
 * <ul>
 *   <li>a process starts, and its start sweep lowers everything: one script limit, and another for
 *       a script that hung when the faults ended;
 *   <li>it runs for {@code mature} before it wants to be up;
 *   <li>R6: each voter votes nobody down for L + g after its start, and once more after each change
 *       of generation, of which there is one for each voter whose disk was lost;
 *   <li>for each of them, its former identity has to be voted down: L without a round trip, g after
 *       the last grant, and then L unreached to be let in;
 *   <li>who is cut off is voted down after L + g; a round in progress sends accept for up to 2 (L +
 *       g) before it gives up (R5), and another repairs it (R9);
 *   <li>a lot whose script failed stays away for {@code failure_timeout}, and a release that does
 *       not come is waited for during {@code handover_timeout};
 *   <li>a {@code down} that failed again and again is tried again after a pause that has doubled
 *       each time, so that it is no longer than all the time for which it failed, and the first
 *       pause;
 *   <li>a dozen round trips.
 * </ul>
 */
final class Bound {
    /** Before a {@code down} is tried for the second time. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private Bound() {}

    /** The bound for that configuration, with so many disks lost and servers left out. */
    static Duration of(Layout layout, Duration longestGrant, long lostDisks, int left) {
        Timing timing = layout.timing();
        Duration limit = longest(layout, Comparator.comparing(SystemSpec::timeout)).timeout();
        Duration failure =
                longest(layout, Comparator.comparing(SystemSpec::failureTimeout)).failureTimeout();
        Duration handover =
                longest(layout, Comparator.comparing(SystemSpec::handoverTimeout))
                        .handoverTimeout();
        Duration start = limit.multipliedBy(2);
        Duration waiting = longestGrant.multipliedBy(2);
        Duration letIn = longestGrant.multipliedBy(4 * lostDisks);
        Duration leftOut = longestGrant.multipliedBy(left == 0 ? 0 : 2);
        Duration repair = longestGrant.multipliedBy(4);
        Duration roundTrips = timing.gossipInterval().multipliedBy(12);
        return start.plus(timing.mature())
                .plus(waiting)
                .plus(letIn)
                .plus(leftOut)
                .plus(repair)
                .plus(failure)
                .plus(handover)
                .plus(roundTrips);
    }

    /** Until a {@code down} that has failed for so long is tried again. */
    static Duration untilTriedAgain(Duration failing) {
        return failing.isZero() ? Duration.ZERO : failing.plus(FIRST_PAUSE);
    }

    private static SystemSpec longest(Layout layout, Comparator<SystemSpec> by) {
        return layout.systems().stream().max(by).orElseThrow();
    }
}
