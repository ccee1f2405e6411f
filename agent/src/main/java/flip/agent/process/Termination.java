package flip.agent.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * How the processes of one run are brought to their end before their own: they are asked (TERM),
 * killed after a grace (KILL), and waited for no more where they survive that.
 */
final class Termination {
    /** How long we wait after a KILL: what the kernel holds on to may never go. */
    private static final Duration KILL_MARGIN = Duration.ofSeconds(1);

    private final ProcessTree tree;
    private final ScriptThreads threads;
    private final Runnable survived;

    // What follows is guarded by this.
    /** When they get a KILL, or got it; empty until they got a TERM or a KILL. */
    private Optional<Long> killNanos = Optional.empty();

    private Future<?> alarm = new FutureTask<>(() -> "none yet");
    private boolean over;

    /**
     * That of processes that run, of which none is asked to end yet.
     *
     * @param threads on which they are killed when the grace is over
     * @param survived told when a KILL does not end them in time
     */
    Termination(ProcessTree tree, ScriptThreads threads, Runnable survived) {
        this.tree = tree;
        this.threads = threads;
        this.survived = survived;
    }

    /**
     * Asks them to end, and kills them after the grace. Whoever asks once more can only shorten it.
     */
    void begin(Duration grace) {
        long at = System.nanoTime() + grace.toNanos();
        synchronized (this) {
            if (over || (killNanos.isPresent() && killNanos.get() - at <= 0)) {
                return;
            }
            if (killNanos.isEmpty()) {
                tree.terminate();
            }
            killNanos = Optional.of(at);
        }
        next(at, grace, this::kill);
    }

    /** Kills all of them at once. */
    void kill() {
        long at = System.nanoTime();
        synchronized (this) {
            if (over) {
                return;
            }
            killNanos = Optional.of(at);
            tree.kill();
        }
        next(at, KILL_MARGIN, survived);
    }

    /**
     * Not under the lock: when the agent is ending that is done at once, and others are told.
     *
     * @param at of whoever says what is next; another may have said a sooner one meanwhile
     */
    private void next(long at, Duration pause, Runnable task) {
        Future<?> due = threads.after(pause, task);
        synchronized (this) {
            if (over || !killNanos.equals(Optional.of(at))) {
                due.cancel(false);
            } else {
                alarm.cancel(false);
                alarm = due;
            }
        }
    }

    /**
     * Waits for those that outlive the script that started them: only then it can change nothing
     * more. They are killed after the grace.
     */
    void awaitRest(Duration grace) {
        if (!tree.isGoneWithin(grace)) {
            kill();
            tree.isGoneWithin(KILL_MARGIN);
        }
    }

    /** Ends nothing from here on. */
    synchronized void over() {
        over = true;
        alarm.cancel(false);
    }
}
