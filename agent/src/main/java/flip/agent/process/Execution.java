package flip.agent.process;

import flip.agent.process.ScriptFolders.Found;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import org.apache.commons.exec.CommandLine;

/**
 * One run of a script, from the look-up of its file to the end of all that it started. One thread
 * does everything; others only send signals and say when the process has ended.
 */
final class Execution implements Runnable {

    /** How far it is. */
    private sealed interface Stage {
        record Waiting() implements Stage {}

        /** Its file is looked up: nothing of it runs, and nothing has to. */
        record Starting() implements Stage {}

        /** The kernel is asked for its process, which cannot be taken back. */
        record Launching() implements Stage {}

        record Started(Termination termination) implements Stage {}

        record Over() implements Stage {}
    }

    /** Why it is ended before its own end. */
    private enum Cut {
        NONE,
        TIME_LIMIT,
        CANCELLED
    }

    /** Of the environment; as of the start of the process, whenever it was asked for. */
    private static final String LEASE_MILLIS = "FLIP_LEASE_MS";

    /** How long one that was ended before it started may take to notice that. */
    private static final Duration START_MARGIN = Duration.ofSeconds(1);

    private final ScriptRun run;
    private final OutputSink sink;
    private final ScriptFolders folders;
    private final PipeNames pipes;
    private final ScriptThreads threads;
    private final HostProcesses processes;
    private final String mark;
    private final BiConsumer<Execution, String> givenUp;
    private final CompletableFuture<ScriptEnd> outcome = new CompletableFuture<>();

    // What follows is guarded by this.
    private Stage stage = new Stage.Waiting();
    private Cut cut = Cut.NONE;

    /** Between TERM and KILL, at the most. */
    private Duration grace;

    /** Rings when its time is over. */
    private Future<?> alarm = new FutureTask<>(() -> "none yet");

    private long startedNanos = System.nanoTime();

    /** Whether its thread has done what it can. */
    private boolean done;

    /**
     * A run that waits.
     *
     * @param grace between TERM and KILL, unless whoever ends it says a shorter one
     * @param mark that no other run has, by which all that it started is found
     * @param givenUp told when the thread that runs it cannot be had back, and why
     */
    Execution(
            ScriptRun run,
            OutputSink sink,
            ScriptFolders folders,
            PipeNames pipes,
            ScriptThreads threads,
            HostProcesses processes,
            Duration grace,
            String mark,
            BiConsumer<Execution, String> givenUp) {
        this.run = run;
        this.sink = sink;
        this.folders = folders;
        this.pipes = pipes;
        this.threads = threads;
        this.processes = processes;
        this.grace = grace;
        this.mark = mark;
        this.givenUp = givenUp;
    }

    ScriptRun asked() {
        return run;
    }

    CompletableFuture<ScriptEnd> outcome() {
        return outcome;
    }

    @Override
    public void run() {
        synchronized (this) {
            if (!(stage instanceof Stage.Waiting)) {
                return;
            }
            stage = new Stage.Starting();
            startedNanos = System.nanoTime();
        }
        limitTheStart();
        ScriptEnd ended;
        try {
            ended = lookUpAndRun();
        } catch (RuntimeException | Error e) {
            // A mistake of ours or the sink's, or no memory: nothing may be left running, and the
            // asker is told.
            killWhateverStarted();
            over();
            outcome.completeExceptionally(e);
            return;
        }
        over();
        outcome.complete(ended);
    }

    /** Not under the lock: when the agent is ending that is over at once, and its asker is told. */
    private void limitTheStart() {
        Future<?> limit = threads.after(run.timeLimit(), this::late);
        synchronized (this) {
            if (isOver()) {
                limit.cancel(false);
            } else {
                alarm = limit;
            }
        }
    }

    private ScriptEnd lookUpAndRun() {
        Found found = folders.find(run.script());
        return found instanceof Found.Script script
                ? execute(script.file())
                : new ScriptEnd.NotStarted(((Found.Nothing) found).reason());
    }

    private ScriptEnd execute(Path file) {
        try (Output output = open()) {
            ScriptExecutor executor =
                    new ScriptExecutor(
                            run.workingDirectory(),
                            output,
                            new OutputLines(sink),
                            this::launches,
                            process -> started(process, output));
            CommandLine command = new CommandLine(file.toFile());
            run.arguments().forEach(argument -> command.addArgument(argument, false));
            int exitCode = executor.execute(command, environment());
            return ended(exitCode);
        } catch (CalledOff e) {
            return isOver()
                    ? new ScriptEnd.Cancelled(Duration.ZERO)
                    : new ScriptEnd.Unleased(StartProblem.unleased(run.script()));
        } catch (IOException | IllegalArgumentException e) {
            return new ScriptEnd.NotStarted(StartProblem.sentence(file, run.workingDirectory(), e));
        }
    }

    private Map<String, String> environment() {
        Map<String, String> all = new HashMap<>(run.environment());
        all.put(HostProcesses.VARIABLE, mark);
        return all;
    }

    private Output open() {
        try {
            return new OutputPipe(pipes.take());
        } catch (IOException e) {
            return new Output.Lost(String.valueOf(e.getMessage()));
        }
    }

    /**
     * From here on it takes a signal to end it. What was ended before is not launched, nor what has
     * no lease any more: this process may have stood still, and nobody has ended it yet (I4).
     */
    private synchronized void launches(Map<String, String> environment) throws CalledOff {
        Duration left = run.leaseLeft().get();
        if (isOver() || left.isNegative() || left.isZero()) {
            throw new CalledOff();
        }
        environment.computeIfPresent(LEASE_MILLIS, (name, asked) -> Long.toString(left.toMillis()));
        stage = new Stage.Launching();
    }

    private void started(Process process, Output output) {
        // Not on the thread that reads: what the script printed may fill the pipe.
        Future<?> unused =
                process.toHandle().onExit().thenRunAsync(output::end, threads::startOrDo);
        output.opened();
        synchronized (this) {
            Termination termination =
                    new Termination(tree(Set.of(process.toHandle())), threads, this::giveUp);
            stage = new Stage.Started(termination);
            alarm.cancel(false);
            if (cut == Cut.NONE) {
                alarm = threads.after(run.timeLimit(), this::late);
            } else {
                termination.begin(grace);
            }
        }
    }

    /** It cannot be started: there is no thread for it. */
    void refuse(String reason) {
        over();
        outcome.complete(new ScriptEnd.NotStarted(reason));
    }

    /** Ends it, whether it has started or not; does not wait for anything. */
    void cancel(Duration longest) {
        threads.soon(() -> end(Cut.CANCELLED, longest));
    }

    /** Ends it without the grace, on this thread. */
    void endAtOnce() {
        end(Cut.CANCELLED, Duration.ZERO);
        kill();
    }

    private void late() {
        end(Cut.TIME_LIMIT, grace());
    }

    private void end(Cut why, Duration longest) {
        boolean hasThread;
        synchronized (this) {
            if (stage instanceof Stage.Over) {
                return;
            }
            cut = cut == Cut.NONE ? why : cut;
            grace = longest.compareTo(grace) < 0 ? longest : grace;
            if (stage instanceof Stage.Started started) {
                alarm.cancel(false);
                started.termination().begin(grace);
            }
            hasThread = stage instanceof Stage.Starting;
            if (!hasThread && !(stage instanceof Stage.Waiting)) {
                return;
            }
            stage = new Stage.Over();
            alarm.cancel(false);
        }
        outcome.complete(
                why == Cut.TIME_LIMIT
                        ? new ScriptEnd.NotStarted(
                                StartProblem.tooSlow(run.script(), run.timeLimit()))
                        : new ScriptEnd.Cancelled(Duration.ZERO));
        if (hasThread) {
            Future<?> unused = threads.after(START_MARGIN, this::leftBehind);
        }
    }

    /** What it waits for, to look its file up, may never come. */
    private void leftBehind() {
        boolean isBack;
        synchronized (this) {
            isBack = done;
        }
        if (!isBack) {
            givenUp.accept(
                    this,
                    "was not started, and its folder, or the one for temporary files, still does not"
                            + " answer");
        }
    }

    /** Ends all of it at once, if any of it runs. */
    synchronized void kill() {
        if (stage instanceof Stage.Started started) {
            alarm.cancel(false);
            started.termination().kill();
        }
    }

    /** Without a thread to wait for its end, the JDK does not say which process it has started. */
    private void killWhateverStarted() {
        kill();
        tree(Set.of()).kill();
    }

    /** The process survives a KILL, in some call that the kernel does not end: we do not wait. */
    private void giveUp() {
        if (!isOver() && outcome.complete(cutEnd())) {
            givenUp.accept(this, "survives a KILL, in some call that the kernel does not end");
        }
    }

    private ScriptEnd ended(int exitCode) {
        synchronized (this) {
            if (cut == Cut.NONE) {
                over();
                Duration took = took();
                return exitCode == 0
                        ? new ScriptEnd.Succeeded(took)
                        : new ScriptEnd.Failed(exitCode, took);
            }
        }
        termination().awaitRest(grace());
        return cutEnd();
    }

    private synchronized Duration grace() {
        return grace;
    }

    private synchronized Termination termination() {
        if (stage instanceof Stage.Started started) {
            return started.termination();
        }
        throw new AssertionError("a script ended that was " + stage);
    }

    private ProcessTree tree(Set<ProcessHandle> root) {
        return new ProcessTree(root, processes, mark);
    }

    private synchronized ScriptEnd cutEnd() {
        return switch (cut) {
            case TIME_LIMIT -> new ScriptEnd.TimedOut(run.timeLimit(), took());
            case CANCELLED -> new ScriptEnd.Cancelled(took());
            case NONE -> throw new AssertionError("run " + run.id() + " was not cut short");
        };
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private synchronized boolean isOver() {
        return stage instanceof Stage.Over;
    }

    private synchronized void over() {
        if (stage instanceof Stage.Started started) {
            started.termination().over();
        }
        stage = new Stage.Over();
        done = true;
        alarm.cancel(false);
    }
}
