package flip.membership;

import java.time.Duration;

/** The smoothed time of a round trip to one member, and its deviation (Jacobson 1988, RFC 6298). */
final class RoundTrip {
    private long smoothedNanos;
    private long deviationNanos;

    void measured(Duration took) {
        long sample = Math.max(0, took.toNanos());
        if (smoothedNanos == 0) {
            smoothedNanos = Math.max(1, sample);
            deviationNanos = sample / 2;
        } else {
            deviationNanos += (Math.abs(sample - smoothedNanos) - deviationNanos) / 4;
            smoothedNanos += (sample - smoothedNanos) / 8;
        }
    }

    /** Zero before the first measurement. */
    Duration smoothed() {
        return Duration.ofNanos(smoothedNanos);
    }

    /** How long to wait for an answer before asking again, within bounds that L sets. */
    Duration probeTimeout(Duration pingTimeout) {
        long lowest = Math.max(Duration.ofMillis(5).toNanos(), pingTimeout.toNanos() / 30);
        long highest = pingTimeout.toNanos() / 5;
        long adaptive = smoothedNanos == 0 ? highest / 2 : smoothedNanos + 4 * deviationNanos;
        return Duration.ofNanos(Math.min(Math.max(adaptive, lowest), Math.max(lowest, highest)));
    }
}
