package flip.agent.process;

import java.time.Duration;

/** How long to wait before a driver is started again: longer and longer, unless it was in order. */
final class RestartPause {
    private static final Duration FINE = Duration.ofSeconds(10);
    private static final long FIRST_MILLIS = 100;
    private static final int MOST_DOUBLINGS = 8;

    private int failures;

    void failed() {
        failures++;
    }

    /** One has ended that was ready for so long. */
    void ended(Duration ready) {
        failures = ready.compareTo(FINE) > 0 ? 0 : failures + 1;
    }

    long millis() {
        return failures == 0 ? 0 : FIRST_MILLIS << Math.min(failures - 1, MOST_DOUBLINGS);
    }
}
