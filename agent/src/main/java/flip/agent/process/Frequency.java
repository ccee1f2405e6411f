package flip.agent.process;

import java.time.Duration;

/** Counts what happens in one period after another. */
final class Frequency {
    private final long periodNanos;
    private long begunNanos;
    private int count;

    Frequency(Duration period) {
        periodNanos = period.toNanos();
    }

    /** It happens now. Returns how often it did in this period, with this time. */
    synchronized int happens(long nanoTime) {
        if (count == 0 || nanoTime - begunNanos >= periodNanos) {
            begunNanos = nanoTime;
            count = 0;
        }
        count += count < Integer.MAX_VALUE ? 1 : 0;
        return count;
    }
}
