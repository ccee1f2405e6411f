package flip.agent;

import flip.membership.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

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
        this(System::nanoTime, () -> System.currentTimeMillis() * 1_000_000, AgentClock::uptime);
    }

    /**
     * @param nanoTime a monotonic clock that may stand still while the host is suspended
     * @param wallNanos the time of day
     * @param uptimeNanos counts suspended time too, coarsely; always 0 where there is no such clock
     */
    AgentClock(LongSupplier nanoTime, LongSupplier wallNanos, LongSupplier uptimeNanos) {
        this.nanoTime = nanoTime;
        this.wall = new Watched(wallNanos);
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
            wasSuspended();
        }
        return ahead;
    }

    /**
     * Whether the host was suspended since the last look; {@link #now} has what was missing added.
     */
    boolean wasSuspended() {
        Optional<Long> missing =
                uptime.ahead().filter(ahead -> ahead > 2 * UPTIME_RESOLUTION_NANOS);
        missing.ifPresent(nanos -> suspendedNanos += nanos);
        return missing.isPresent();
    }

    private static long uptime() {
        try {
            String text = Files.readString(UPTIME);
            return (long) (Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1e9);
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return 0; // Not a Linux: then the wall clock alone is compared.
        }
    }

    /** Another clock, compared with the monotonic one. */
    private final class Watched {
        private final LongSupplier clock;
        private long otherAt;
        private long monotonicAt;

        Watched(LongSupplier clock) {
            this.clock = clock;
            this.monotonicAt = nanoTime.getAsLong();
            this.otherAt = clock.getAsLong();
        }

        /**
         * By how much it surely ran ahead since the last look. Empty when this process was
         * interrupted in each reading: then the next look compares from the same point.
         */
        Optional<Long> ahead() {
            for (int reading = 0; reading < MOST_READINGS; reading++) {
                long before = nanoTime.getAsLong();
                long other = clock.getAsLong();
                long after = nanoTime.getAsLong();
                if (after - before <= BRACKET_NANOS) {
                    long ahead = (other - otherAt) - (after - monotonicAt);
                    otherAt = other;
                    monotonicAt = before;
                    return Optional.of(ahead);
                }
            }
            return Optional.empty();
        }
    }
}
