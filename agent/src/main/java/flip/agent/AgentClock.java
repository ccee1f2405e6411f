package flip.agent;

import flip.membership.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The only clock of the node: monotonic, and going on while the host is suspended. It also watches
 * for time that it does not show: a paused virtual machine's clocks all stand still, and only the
 * wall clock is set right afterwards.
 */
final class AgentClock {
    private static final Path UPTIME = Path.of("/proc/uptime");

    /** The uptime is written with two decimals: it cannot tell whether less was slept. */
    private static final long LEAST_SLEPT_NANOS = 2 * 10_000_000;

    /** Two readings of a clock that lie further apart do not say when the one between them was. */
    private static final long BRACKET_NANOS = 1_000_000;

    /** On a machine so busy that this does not suffice, the next look compares a longer time. */
    private static final int MOST_READINGS = 5;

    private final LongSupplier nanoTime;
    private final Watched wall;
    private final Watched uptime;
    private long suspendedNanos;

    AgentClock() {
        this(System::nanoTime, () -> System.currentTimeMillis() * 1_000_000, () -> uptime(UPTIME));
    }

    /**
     * @param nanoTime a monotonic clock that may stand still while the host is suspended
     * @param wallNanos the time of day
     * @param uptimeNanos counts suspended time too, coarsely; empty when it cannot be read
     */
    AgentClock(LongSupplier nanoTime, LongSupplier wallNanos, Supplier<OptionalLong> uptimeNanos) {
        this.nanoTime = nanoTime;
        this.wall = new Watched(() -> OptionalLong.of(wallNanos.getAsLong()));
        this.uptime = new Watched(uptimeNanos);
    }

    /** Now. The one method that says what time it is. */
    Moment now() {
        return new Moment(nanoTime.getAsLong() + suspendedNanos);
    }

    /**
     * Whether the wall clock ran ahead since the last look, by more than that or because the host
     * was suspended, however shortly: before every use of a lease. {@link #now} has what was slept
     * added by then: what is granted next must not end earlier by that time (I10).
     */
    boolean wallRanAhead(Duration limit) {
        long ahead = wall.ahead().orElse(0L);
        boolean ranAhead = ahead > limit.toNanos();
        // To ask for the uptime costs more than to look at the wall clock.
        if (!ranAhead && ahead <= LEAST_SLEPT_NANOS) {
            return false;
        }
        Optional<Long> missing = uptime.ahead();
        if (missing.isEmpty()) {
            // Added after the next grant it would end that too early; without it that is late.
            uptime.forget();
        }
        return missing.filter(this::count).isPresent() || ranAhead;
    }

    /**
     * Whether the host was suspended since the last look; {@link #now} has what was missing added.
     */
    boolean wasSuspended() {
        return uptime.ahead().filter(this::count).isPresent();
    }

    /**
     * What is left until then, for other threads to ask right before they act: by whichever clock
     * says least. They may be the first to run after the host slept, before anybody has looked.
     */
    Supplier<Duration> left(Moment until) {
        long untilNanos = until.nanos() - suspendedNanos;
        LongSupplier byWall = wall.left(untilNanos);
        LongSupplier byUptime = uptime.left(untilNanos);
        return () ->
                Duration.ofNanos(
                        Math.min(
                                untilNanos - nanoTime.getAsLong(),
                                Math.min(byWall.getAsLong(), byUptime.getAsLong())));
    }

    /** Adds what was missing, unless the clock is too coarse to say that anything was. */
    private boolean count(long missingNanos) {
        boolean counts = missingNanos > LEAST_SLEPT_NANOS;
        if (counts) {
            suspendedNanos += missingNanos;
        }
        return counts;
    }

    /** Empty where there is no such clock, and when this process may open no more files. */
    static OptionalLong uptime(Path file) {
        try {
            String text = Files.readString(file);
            return OptionalLong.of(
                    (long) (Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1e9));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return OptionalLong.empty(); // Then the wall clock alone is compared.
        }
    }

    /** Another clock, compared with the monotonic one. */
    private final class Watched {
        private final Supplier<OptionalLong> clock;

        /** Empty until it was read once. */
        private OptionalLong otherAt;

        private long monotonicAt;

        Watched(Supplier<OptionalLong> clock) {
            this.clock = clock;
            this.monotonicAt = nanoTime.getAsLong();
            this.otherAt = clock.get();
        }

        /**
         * By how much it surely ran ahead since the last look. Empty when it cannot be read, or
         * when this process was interrupted in each reading: then the next look compares from the
         * same point.
         */
        Optional<Long> ahead() {
            for (int reading = 0; reading < MOST_READINGS; reading++) {
                long before = nanoTime.getAsLong();
                OptionalLong other = clock.get();
                long after = nanoTime.getAsLong();
                if (other.isEmpty()) {
                    return Optional.empty();
                }
                if (after - before <= BRACKET_NANOS) {
                    OptionalLong from = otherAt;
                    long since = after - monotonicAt;
                    otherAt = other;
                    monotonicAt = before;
                    return from.isEmpty()
                            ? Optional.empty()
                            : Optional.of(other.getAsLong() - from.getAsLong() - since);
                }
            }
            return Optional.empty();
        }

        /**
         * What is left until the monotonic clock shows that, if both went on alike since the last
         * look. For any thread.
         */
        LongSupplier left(long untilNanos) {
            if (otherAt.isEmpty()) {
                return () -> Long.MAX_VALUE;
            }
            long untilOther = otherAt.getAsLong() + untilNanos - monotonicAt;
            return () -> {
                OptionalLong other = clock.get();
                return other.isEmpty() ? Long.MAX_VALUE : untilOther - other.getAsLong();
            };
        }

        /** The next look compares with nothing. */
        void forget() {
            otherAt = OptionalLong.empty();
        }
    }
}
