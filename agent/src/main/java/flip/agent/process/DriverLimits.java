package flip.agent.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How long what is asked of one driver may take: in all; from when it is asked, where it hurries;
 * and when it is to end early. Guarded by the driver.
 */
final class DriverLimits {
    private final DriverRequests requests;
    private final DriverTimer timer;
    private final Object driver;
    private final Supplier<String> trouble;
    private final Consumer<String> hangs;
    private final Consumer<String> kill;

    /**
     * None yet.
     *
     * @param requests that the driver has
     * @param driver the lock that guards it
     * @param trouble why what waits was not asked
     * @param hangs told that the driver does not answer in time
     * @param kill told that it does not, where there is no time left for it
     */
    DriverLimits(
            DriverRequests requests,
            DriverTimer timer,
            Object driver,
            Supplier<String> trouble,
            Consumer<String> hangs,
            Consumer<String> kill) {
        this.requests = requests;
        this.timer = timer;
        this.driver = driver;
        this.trouble = trouble;
        this.hangs = hangs;
        this.kill = kill;
    }

    /** It is wanted from now on, and has so long in all. */
    void begin(DriverRequest request, Duration limit) {
        request.limit(after(limit, () -> unanswered(request, limit)));
    }

    private void unanswered(DriverRequest request, Duration limit) {
        if (requests.remove(request)) {
            request.fail(trouble.get());
        } else if (requests.isSent(request)) {
            hangs.accept(overdue(limit));
        }
    }

    /** It was asked. */
    void asked(DriverRequest request) {
        request.asked(limit -> late(request, limit));
    }

    /**
     * Ends a run early: one that was asked already has that grace to be answered. False without
     * such.
     */
    boolean cancel(long run, Duration grace) {
        Optional<DriverRequest> unsent = requests.unsent(run);
        if (unsent.isPresent()) {
            requests.remove(unsent.get());
            unsent.get().fail("ended early");
            return true;
        }
        Optional<DriverRequest> sent = requests.sent(run);
        sent.ifPresent(request -> request.limit(late(request, grace)));
        return sent.isPresent();
    }

    /** A run that did not hurry does now: it has so long from now on, or from when it is asked. */
    void hurry(long run, Duration limit) {
        requests.unsent(run).ifPresent(request -> request.hurry(limit));
        requests.sent(run)
                .ifPresent(
                        request -> {
                            request.hurry(limit);
                            asked(request);
                        });
    }

    /** There is no time left for a driver that has not answered by then. */
    private Future<?> late(DriverRequest request, Duration limit) {
        return after(
                limit,
                () -> {
                    if (requests.isSent(request)) {
                        kill.accept(overdue(limit));
                    }
                });
    }

    private static String overdue(Duration limit) {
        return "does not answer within %d ms".formatted(limit.toMillis());
    }

    private Future<?> after(Duration limit, Runnable task) {
        return timer.limit(driver, task, limit.toMillis());
    }
}
