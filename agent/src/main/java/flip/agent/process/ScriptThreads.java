package flip.agent.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a runner has its work done by: a pool of threads, and a timer that only says when. To end
 * one run may take as long as to read about every process of this host, and the end of no other
 * waits for that.
 */
final class ScriptThreads {
    private final ExecutorService pool;
    private final ScheduledThreadPoolExecutor timer;

    ScriptThreads() {
        this(named("flip-scripts"));
    }

    /**
     * With a timer of its own.
     *
     * @param makes the threads that do the work
     */
    ScriptThreads(ThreadFactory makes) {
        pool = Executors.newCachedThreadPool(makes);
        timer = new ScheduledThreadPoolExecutor(1, named("flip-scripts-timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.prestartAllCoreThreads(); // Later there may be no thread to be had.
    }

    /** Does it on a thread of its own. False when there is none to be had: then it is not done. */
    boolean start(Runnable task) {
        try {
            pool.execute(task);
            return true;
        } catch (OutOfMemoryError | RejectedExecutionException e) {
            // "unable to create native thread": the host is out of processes, which passes. Or
            // the agent is ending.
            return false;
        }
    }

    /** Does it on a thread of its own; on this one rather than not at all. */
    void startOrDo(Runnable task) {
        if (!start(task)) {
            task.run();
        }
    }

    /** Does it, and lets the caller go on at once; on this thread when the agent is ending. */
    void soon(Runnable task) {
        try {
            timer.execute(() -> startOrDo(task));
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Does it so much later, unless that is cancelled before; now when the agent is ending. */
    Future<?> after(Duration pause, Runnable task) {
        try {
            return timer.schedule(() -> startOrDo(task), pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            task.run();
            return CompletableFuture.completedFuture(null);
        }
    }

    /** What was to be done later is not done; whoever still needs it does it himself. */
    void end() {
        pool.shutdown();
        timer.shutdown();
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
