package flip.systems;

import java.time.Duration;

/**
 * The waits between attempts: each twice the one before.
 *
 * @param first before the first retry
 */
record Backoff(Duration first) {
    /** Never longer than this between two attempts, unless the first wait is longer itself. */
    static final Duration MOST = Duration.ofSeconds(30);

    /** What a down that fails waits: it is tried for ever. */
    static final Backoff OF_DOWN = new Backoff(Duration.ofSeconds(1));

    /** 2 to the power of this is far beyond {@link #MOST} in any unit that is configured. */
    private static final int MOST_DOUBLINGS = 20;

    /** How long to wait after so many failures in a row, at least one. */
    Duration after(int failures) {
        Duration most = first.compareTo(MOST) > 0 ? first : MOST;
        Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return doubled.compareTo(most) > 0 ? most : doubled;
    }
}
