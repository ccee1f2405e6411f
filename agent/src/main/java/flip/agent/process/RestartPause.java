package flip.agent.process;

import java.time.Duration;

/**
 * How long to wait before a driver is started again: longer and longer while it is never ready, and
 * never long where something may be held that is to be lowered.
 */
final class RestartPause {
    private static final Duration FINE = Duration.ofSeconds(10);
    private static final long FIRST_MILLIS = 100;
    private static final int MOST_DOUBLINGS = 8;

    /** Where something may be held. */
    private static final long SHORT_MILLIS = 200;

    private int failures;
    private boolean wasReady;

    /** It could not be started, or has ended before it was ready. */
    void failed() {
        failures++;
        wasReady = false;
    }

    /** One has ended that was ready for so long. */
    void ended(Duration ready) {
        failures = ready.compareTo(FINE) > 0 ? 0 : failures + 1;
        wasReady = true;
    }

    /** The next is needed now, and that is no danger of starting without end. */
    void none() {
        failures = 0;
    }

    /**
     * Until the next start.
     *
     * @param urgent something is to be lowered by it
     */
    long millis(boolean urgent) {
        long millis = failures == 0 ? 0 : FIRST_MILLIS << Math.min(failures - 1, MOST_DOUBLINGS);
        return urgent || wasReady ? Math.min(millis, SHORT_MILLIS) : millis;
    }
}
