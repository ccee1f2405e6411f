package flip.agent.process;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Whether the process of one driver still answers: it is asked again and again what its clock
 * shows. What counts is how often an answer was looked for in vain, and not the time: when this
 * process, or the whole machine, has stood still, one look was late and the driver has the others
 * left. Guarded by the driver.
 */
final class DriverVigil {
    /** For an answer, before it is taken for one that hangs. */
    private static final int LOOKS = 5;

    /** From one answer to the next question while nothing is held. */
    private static final Duration IDLE_PAUSE = Duration.ofSeconds(1);

    private final DriverRequests requests;
    private final Supplier<DriverRequest> asks;
    private final Consumer<String> hangs;
    private Duration limit;
    private Optional<DriverRequest> asked = Optional.empty();
    private int misses;

    /**
     * A vigil over one that has so long for an answer.
     *
     * @param requests that it has
     * @param asks asks for its clock
     * @param hangs told when it hangs, and how that is known
     */
    DriverVigil(
            Duration limit,
            DriverRequests requests,
            Supplier<DriverRequest> asks,
            Consumer<String> hangs) {
        this.limit = limit;
        this.requests = requests;
        this.asks = asks;
        this.hangs = hangs;
    }

    void limit(Duration longest) {
        limit = longest;
    }

    /** Looks for its answer, or asks; what was asked of a former process is no longer owed. */
    void look() {
        if (asked.isEmpty()) {
            misses = 0;
            asked = Optional.of(asks.get());
        } else if (!requests.isSent(asked.get())) {
            asked = Optional.empty();
        } else if (!requests.isRunBefore(asked.get()) && ++misses >= LOOKS) {
            // What it does in order takes as long as it may take: that is a run's own limit.
            hangs.accept("does not answer within %d ms".formatted(limit.toMillis()));
        }
    }

    /** Until it is time again. */
    Duration pause(boolean idle) {
        if (asked.isPresent()) {
            return limit.dividedBy(LOOKS);
        }
        return idle ? IDLE_PAUSE : limit.dividedBy(2);
    }
}
