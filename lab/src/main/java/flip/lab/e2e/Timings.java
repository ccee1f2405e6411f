package flip.lab.e2e;

import java.time.Duration;

/** The three durations of a cluster that decide how fast it is. */
public record Timings(Duration gossipInterval, Duration pingTimeout, Duration guard) {
    /** As flip documents them. */
    public static final Timings DOCUMENTED = of(1000, 1500, 375);

    /** As fast as a LAN allows. */
    public static final Timings SHORTEST = of(100, 150, 50);

    /** For tests in which time is not the point: short, with room for a machine that is busy. */
    public static final Timings SHORT = of(200, 300, 75);

    private static Timings of(long gossipInterval, long pingTimeout, long guard) {
        return new Timings(
                Duration.ofMillis(gossipInterval),
                Duration.ofMillis(pingTimeout),
                Duration.ofMillis(guard));
    }

    /** As people name them: {@code 1000/1500/375}. */
    @Override
    public String toString() {
        return gossipInterval.toMillis() + "/" + pingTimeout.toMillis() + "/" + guard.toMillis();
    }
}
