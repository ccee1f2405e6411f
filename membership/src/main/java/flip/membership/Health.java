package flip.membership;

import java.time.Duration;

/**
 * How far this server trusts itself (Lifeguard §IV.A): one whose timers fire late, or whose probes
 * of most voters fail, waits longer before it accuses others.
 */
final class Health {
    /** Lifeguard's S; at the worst this server waits twice as long. */
    private static final int WORST = 8;

    private int score;

    void timerLate() {
        score = Math.min(WORST, score + 1);
    }

    /** A probe period is over, in which so many of so many probed voters did not answer. */
    void periodEnded(int silent, int probed) {
        // One that does not answer is one that is gone: with two voters there are no others to ask.
        if (probed > 1 && silent * 2 > probed) {
            score = Math.min(WORST, score + 1);
        } else {
            score = Math.max(0, score - 1);
        }
    }

    /** The suspicion time-out that L becomes. */
    Duration stretched(Duration pingTimeout) {
        return score == 0
                ? pingTimeout
                : pingTimeout.plus(pingTimeout.multipliedBy(score).dividedBy(WORST));
    }
}
