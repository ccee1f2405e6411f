package flip.membership;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long a change that could not be made waits before it is proposed again: each change for
 * itself, so that one that nobody agrees to holds up no other, and comes up more and more rarely.
 */
final class Pauses {
    private record Pause(int failures, Moment until) {}

    private static final Pause NONE = new Pause(0, Moment.NEVER);

    /** Rounds that others disturbed, or that too few answered, double the pause so often. */
    private static final int MOST_DOUBLINGS = 3;

    private final Self self;
    private final Map<Change, Pause> pauses = new LinkedHashMap<>();
    private Pause repair = NONE;

    Pauses(Self self) {
        this.self = self;
    }

    /** A take-over by the next in rank waits for so long; two round trips and two disks. */
    Duration step() {
        Duration share = self.pingTimeout().dividedBy(10);
        Duration bound = self.roundTripBound();
        return share.compareTo(bound) > 0 ? share : bound;
    }

    Duration jitter() {
        return Duration.ofNanos(self.random().nextLong(1 + step().toNanos()));
    }

    /** Until when that change waits. */
    Moment until(Change change) {
        return pauses.getOrDefault(change, NONE).until();
    }

    /** Until when the repair of an unchosen view waits. */
    Moment untilRepair() {
        return repair.until();
    }

    /** When the next of them is over. */
    Moment wakeAt(Moment now) {
        Moment wake = repair.until().isAfter(now) ? repair.until() : Moment.FOREVER;
        for (Pause pause : pauses.values()) {
            wake = pause.until().isAfter(now) ? Moment.earlier(wake, pause.until()) : wake;
        }
        return wake;
    }

    /**
     * A round about these changes failed.
     *
     * @param inVain whether a quorum has answered and does not agree: then it may be long before it
     *     does, and each round costs every voter a write
     */
    void failed(Moment now, List<Change> changes, boolean inVain) {
        Duration usual = step().multipliedBy(1L << MOST_DOUBLINGS).dividedBy(2);
        Duration longest = inVain ? self.longestGrant().multipliedBy(2) : usual;
        for (Change change : changes) {
            pauses.put(change, next(now, pauses.getOrDefault(change, NONE), longest));
        }
        repair = next(now, repair, usual);
    }

    private Pause next(Moment now, Pause before, Duration longest) {
        Duration pause = step().dividedBy(2);
        for (int times = 0; times < before.failures() && pause.compareTo(longest) < 0; times++) {
            pause = pause.multipliedBy(2);
        }
        Duration bounded = pause.compareTo(longest) < 0 ? pause : longest;
        return new Pause(before.failures() + 1, now.plus(jitter()).plus(bounded));
    }

    /** What is not due any more, and whose pause is over, begins anew when it comes due again. */
    void keep(Moment now, List<Change> due) {
        pauses.entrySet()
                .removeIf(
                        entry ->
                                !due.contains(entry.getKey())
                                        && !now.isBefore(entry.getValue().until()));
    }

    /** Another view is known: what was in vain may not be so on that. */
    void forget() {
        pauses.clear();
        repair = NONE;
    }
}
