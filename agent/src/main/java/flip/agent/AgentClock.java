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

    /** It is written with two decimals. */
    private static final long UPTIME_RESOLUTION_NANOS = 10_000_000;

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

    /** Now. This is the one method that reads the clock. */
    Moment now() {
        return new Moment(nanoTime.getAsLong() + suspendedNanos);
    }

    /**
     * Whether the wall clock ran ahead by more than that since the last look: before every use of a
     * lease. If the host was suspended, {@link #now} has that added by then: what is granted next
     * must not end earlier by the time slept (I10).
     */
    boolean wallRanAhead(Duration limit) {
        boolean ahead = wall.ahead().filter(by -> by > limit.toNanos()).isPresent();
        if (ahead) {
            Optional<Long> missing = uptime.ahead();
            missing.ifPresent(this::count);
            if (missing.isEmpty()) {
                // Added after the next grant it would end that too early; without it that is late.
                uptime.forget();
            }
        }
        return ahead;
    }

    /**
     * Whether the host was suspended since the last look; {@link #now} has what was missing added.
     */
    boolean wasSuspended() {
        return uptime.ahead().filter(this::count).isPresent();
    }

    /** Adds what was missing, unless the clock is too coarse to say that anything was. */
    private boolean count(long missingNanos) {
        boolean counts = missingNanos > 2 * UPTIME_RESOLUTION_NANOS;
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

        /** The next look compares with nothing. */
        void forget() {
            otherAt = OptionalLong.empty();
        }
    }
}
