package flip.agent.process;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done for drivers later, on threads of its own. */
final class DriverTimer {
    /** While the one looks for all that a hanging driver has started, the other is on time. */
    private static final int THREADS = 2;

    private static final Logger log = LoggerFactory.getLogger("flip.drivers");

    private final ScheduledThreadPoolExecutor executor =
            new ScheduledThreadPoolExecutor(
                    THREADS,
                    task -> {
                        Thread thread = new Thread(task, "flip-drivers");
                        thread.setDaemon(true);
                        return thread;
                    });

    DriverTimer() {
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.prestartAllCoreThreads(); // Later there may be no thread to be had.
    }

    /** It can be cancelled. */
    Future<?> limit(Runnable task, long millis) {
        return executor.schedule(() -> told(task), millis, TimeUnit.MILLISECONDS);
    }

    /** The same, under that lock. */
    Future<?> limit(Object lock, Runnable task, long millis) {
        return limit(() -> locked(lock, task), millis);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // What goes wrong is told.
    void later(Runnable task, long millis) {
        executor.schedule(() -> told(task), millis, TimeUnit.MILLISECONDS);
    }

    /** Does each thing so long later, and under that lock. */
    Consumer<Runnable> after(Duration pause, Object lock) {
        return task -> later(() -> locked(lock, task), pause.toMillis());
    }

    private static void locked(Object lock, Runnable task) {
        synchronized (lock) {
            task.run();
        }
    }

    private static void told(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.error("a mistake in what is done for drivers", e);
            throw e;
        }
    }

    void end() {
        executor.shutdown();
    }
}
