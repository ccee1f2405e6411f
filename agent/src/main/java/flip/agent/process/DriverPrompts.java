package flip.agent.process;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a driver has to answer at once, unless it carries out a run that it was asked for before:
 * that may take as long as it may take, and has a limit of its own. As with {@link DriverVigil}
 * what counts is how often an answer was looked for in vain. Guarded by the driver.
 */
final class DriverPrompts {
    /** How often an answer is looked for in vain, before it is overdue. */
    static final int LOOKS = 5;

    /** Before each look. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    /** As long as that, while nothing stands still. */
    static final Duration LIMIT = PAUSE.multipliedBy(LOOKS);

    private final DriverRequests requests;
    private final Consumer<Runnable> later;

    /**
     * Nothing is asked yet.
     *
     * @param requests that the driver has
     * @param later does that after the pause
     */
    DriverPrompts(DriverRequests requests, Consumer<Runnable> later) {
        this.requests = requests;
        this.later = later;
    }

    /** That was asked just now; told at most once when its answer is overdue, and by how much. */
    void await(DriverRequest request, Consumer<String> overdue) {
        await(request, overdue, 0);
    }

    private void await(DriverRequest request, Consumer<String> overdue, int misses) {
        later.accept(() -> look(request, overdue, misses));
    }

    private void look(DriverRequest request, Consumer<String> overdue, int before) {
        if (!requests.isSent(request)) {
            return;
        }
        int misses = requests.isRunBefore(request) ? before : before + 1;
        if (misses < LOOKS) {
            await(request, overdue, misses);
        } else {
            overdue.accept("does not answer within %d ms".formatted(LIMIT.toMillis()));
        }
    }
}
