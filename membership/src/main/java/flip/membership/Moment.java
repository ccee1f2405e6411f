package flip.membership;

import java.time.Duration;

/**
 * A point on one server's monotonic clock; never compared with another server's.
 *
 * @param nanos since an arbitrary origin of that clock
 */
public record Moment(long nanos) implements Comparable<Moment> {
    /** Before anything that a clock can show. */
    public static final Moment NEVER = new Moment(Long.MIN_VALUE / 2);

    /** After anything that a clock can show: the wake-up time of what waits for a message only. */
    public static final Moment FOREVER = new Moment(Long.MAX_VALUE / 2);

    public Moment plus(Duration length) {
        return new Moment(nanos + length.toNanos());
    }

    public Moment minus(Duration length) {
        return new Moment(nanos - length.toNanos());
    }

    /** How long after {@code earlier} this is; negative when it is before. */
    public Duration since(Moment earlier) {
        return Duration.ofNanos(nanos - earlier.nanos);
    }

    public boolean isAfter(Moment other) {
        return nanos > other.nanos;
    }

    public boolean isBefore(Moment other) {
        return nanos < other.nanos;
    }

    /** The later of two. */
    public static Moment later(Moment a, Moment b) {
        return a.nanos >= b.nanos ? a : b;
    }

    /** The earlier of two. */
    public static Moment earlier(Moment a, Moment b) {
        return a.nanos <= b.nanos ? a : b;
    }

    @Override
    public int compareTo(Moment other) {
        return Long.compare(nanos, other.nanos);
    }

    @Override
    public String toString() {
        return String.format("%.6fs", nanos / 1e9);
    }
}
