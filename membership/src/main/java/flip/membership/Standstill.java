package flip.membership;

import java.time.Duration;

/**
 * How this server notices that it stood still itself: then it accuses nobody of silence (Lifeguard
 * §IV.A), as far as {@link Credit} goes.
 */
final class Standstill {
    private final Self self;
    private Moment tookInAt;

    /** From the event before the present one to that. */
    private Duration pause = Duration.ZERO;

    private boolean isTold;

    Standstill(Self self, Moment now) {
        this.self = self;
        this.tookInAt = now;
    }

    /**
     * An event is taken in.
     *
     * @param due when {@link Membership#tick} was to come at the latest
     * @return whether this server stood still
     */
    boolean look(Moment now, Moment due, Doing doing) {
        pause = now.since(tookInAt);
        tookInAt = now;
        Duration late = now.since(due);
        if (late.compareTo(self.timing().gossipInterval()) <= 0) {
            return false;
        }
        self.members().stoodStill(now, pause);
        if (!isTold) {
            // Once a pause, however much is queued before the timer's turn comes.
            isTold = true;
            self.members().health().timerLate();
            doing.note(new Notice.Paused(late));
        }
        return true;
    }

    /** The clock showed that, at the event that was taken in last. */
    void shownByClock(Moment now) {
        self.members().stoodStill(now, pause);
    }

    /** The timer's turn came. */
    void ticked() {
        isTold = false;
    }
}
