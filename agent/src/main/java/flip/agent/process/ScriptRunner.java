package flip.agent.process;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs scripts, so many at a time, each with a time limit. When that is over, or the run is
 * cancelled, the script and all that it started get a TERM and after a grace a KILL. What they
 * print is bounded and goes to a sink; a child left in the background holds nothing up.
 */
public final class ScriptRunner implements AutoCloseable {
    /** Of those that lower nothing. Each takes one thread while it runs. */
    static final int MOST_AT_A_TIME = 64;

    /**
     * Beside them, of those that lower something: what others may be about to take waits for no
     * script that hangs.
     */
    public static final int MOST_LOWERING = 1024;

    /** More than there are data in any system that one server can sensibly hold. */
    static final int MOST_WAITING = 10_000;

    /** That never give their threads back; beyond it they keep their places. */
    static final int MOST_STUCK = 64;

    private static final Duration USUAL_GRACE = Duration.ofSeconds(2);
    private static final Duration KILL_MARGIN = Duration.ofSeconds(1);
    private static final long WARM_UP = Long.MIN_VALUE;
    private static final Logger log = LoggerFactory.getLogger(ScriptRunner.class);

    private final ScriptFolders folders;
    private final Duration grace;
    private final ScriptThreads threads;
    private final HostProcesses processes;
    private final PipeNames pipes;
    private final String marks = Long.toHexString(new SecureRandom().nextLong());

    // What follows is guarded by this.
    private final Map<Long, Execution> present = new HashMap<>();
    private final Turns lowering = new Turns(MOST_LOWERING);
    private final Turns others = new Turns(MOST_AT_A_TIME);
    private final Set<Execution> stuck = new HashSet<>();
    private boolean stopping;

    /** Those that wait for each other: so many at a time, in the order in which they came. */
    private record Turns(int most, Deque<Execution> waiting, Set<Execution> working) {
        Turns(int most) {
            this(most, new ArrayDeque<>(), new HashSet<>());
        }

        boolean isRoom() {
            return working.size() < most;
        }
    }

    /** With the folder for temporary files as the place for its pipes. */
    public ScriptRunner(ScriptFolders folders) {
        this(folders, Path.of(System.getProperty("java.io.tmpdir")), USUAL_GRACE);
    }

    /**
     * @param scratch where this makes a folder of its own, for the pipes that scripts print into
     * @param grace between TERM and KILL
     */
    public ScriptRunner(ScriptFolders folders, Path scratch, Duration grace) {
        this(folders, scratch, grace, new ScriptThreads(), new HostProcesses());
    }

    ScriptRunner(
            ScriptFolders folders,
            Path scratch,
            Duration grace,
            ScriptThreads threads,
            HostProcesses processes) {
        this.folders = folders;
        this.grace = grace;
        this.threads = threads;
        this.processes = processes;
        pipes = new PipeNames(scratch, threads);
    }

    /** Runs a script as soon as there is room. Whatever can go wrong with it is an outcome. */
    public CompletableFuture<ScriptEnd> run(ScriptRun run, OutputSink sink) {
        Execution execution =
                new Execution(
                        run,
                        sink,
                        folders,
                        pipes,
                        threads,
                        processes,
                        grace,
                        marks + "-" + run.id(),
                        this::givenUp);
        synchronized (this) {
            if (stopping) {
                return refused("script %s is not started: the agent is stopping", run);
            }
            Turns turns = turns(execution);
            if (turns.waiting().size() >= MOST_WAITING) {
                return refused(
                        "script %s is not started: "
                                + MOST_WAITING
                                + " runs wait already; see which scripts hang",
                        run);
            }
            if (present.putIfAbsent(run.id(), execution) != null) {
                throw new IllegalArgumentException("there is a run " + run.id() + " already");
            }
            if (turns.isRoom()) {
                begin(execution, turns);
            } else {
                turns.waiting().add(execution);
            }
        }
        return execution.outcome().whenComplete((outcome, mistake) -> forget(run.id()));
    }

    /**
     * Ends a run, or keeps it from starting; false if there is none such, or no more.
     *
     * @param grace between TERM and KILL, if that is less than this runner's own
     */
    public synchronized boolean cancel(long id, Duration grace) {
        Execution execution = present.get(id);
        if (execution == null) {
            return false;
        }
        execution.cancel(grace);
        return true;
    }

    /**
     * Runs something small once and waits for it: the first process of a JVM takes twenty times as
     * long as the second, and a take-over should not be the one to pay.
     */
    public ScriptEnd warmUp() {
        try {
            pipes.fill();
        } catch (IOException e) {
            // The next run makes the same attempt and says what is wrong where it is read.
        }
        ScriptRun nothing =
                new ScriptRun(
                        WARM_UP,
                        "/bin/sh",
                        List.of("-c", "echo"),
                        Map.of(),
                        Path.of("/"),
                        Duration.ofSeconds(10));
        return run(nothing, line -> {}).join();
    }

    /**
     * Ends all runs and starts no more. Waits until all are over, at most about so long: what is
     * left then gets a KILL.
     *
     * @return whether nothing is left
     */
    public boolean killAll(Duration limit) {
        List<Execution> all = left();
        all.forEach(each -> each.cancel(grace));
        try {
            if (areOver(all, limit)) {
                return true;
            }
            all.forEach(each -> threads.soon(each::kill));
            return areOver(all, KILL_MARGIN);
        } catch (InterruptedException e) {
            all.forEach(Execution::kill);
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** No more are started. */
    private synchronized List<Execution> left() {
        stopping = true;
        return new ArrayList<>(present.values());
    }

    /** Ends all runs and lets go of threads and pipes. */
    @Override
    public void close() {
        boolean over = killAll(grace.plus(KILL_MARGIN));
        threads.end();
        if (!over) {
            left().forEach(Execution::endAtOnce); // On a host too busy to have done so by now.
        }
        pipes.delete();
    }

    private static boolean areOver(List<Execution> all, Duration limit)
            throws InterruptedException {
        CompletableFuture<?>[] ends =
                all.stream()
                        .map(each -> each.outcome().handle((outcome, mistake) -> true))
                        .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError("each way to end was made a plain end", e);
        }
    }

    /** On a thread of its own. Without one it is not started, and its asker is told. */
    private void begin(Execution execution, Turns turns) {
        turns.working().add(execution);
        if (!threads.start(() -> work(execution))) {
            turns.working().remove(execution);
            execution.refuse(StartProblem.withoutThread("script " + execution.asked().script()));
        }
    }

    private void work(Execution first) {
        Optional<Execution> next = Optional.of(first);
        while (next.isPresent()) {
            next.get().run();
            next = after(next.get());
        }
    }

    /** What its thread does next; nothing when another has taken its place meanwhile. */
    private synchronized Optional<Execution> after(Execution ended) {
        stuck.remove(ended);
        Turns turns = turns(ended);
        if (!turns.working().remove(ended)) {
            return Optional.empty();
        }
        Optional<Execution> next = Optional.ofNullable(turns.waiting().poll());
        next.ifPresent(turns.working()::add);
        return next;
    }

    private Turns turns(Execution execution) {
        return execution.asked().lowers() ? lowering : others;
    }

    /** Its thread waits for something that may never end: another one does the work meanwhile. */
    private synchronized void givenUp(Execution execution, String why) {
        Turns turns = turns(execution);
        if (stopping || stuck.size() >= MOST_STUCK || !turns.working().remove(execution)) {
            return;
        }
        stuck.add(execution);
        log.error(
                "script {} {}; there are {} such: look at its disks and network mounts",
                execution.asked().script(),
                why,
                stuck.size());
        while (turns.isRoom() && !turns.waiting().isEmpty()) {
            begin(turns.waiting().remove(), turns);
        }
    }

    private synchronized void forget(long id) {
        present.remove(id);
    }

    private static CompletableFuture<ScriptEnd> refused(String why, ScriptRun run) {
        return CompletableFuture.completedFuture(
                new ScriptEnd.NotStarted(why.formatted(run.script())));
    }
}
