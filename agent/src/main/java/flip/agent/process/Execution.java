package flip.agent.process;

import flip.agent.process.ScriptFolders.Found;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.apache.commons.exec.CommandLine;

/**
 * One run of a script, from the look-up of its file to the end of all that it started. One thread
 * does everything; others only send signals and say when the process has ended.
 */
final class Execution implements Runnable {

    /** How far it is. */
    private sealed interface Stage {
        record Waiting() implements Stage {}

        record Starting() implements Stage {}

        record Started(ProcessTree tree) implements Stage {}

        record Over() implements Stage {}
    }

    /** Why it is ended before its own end. */
    private enum Cut {
        NONE,
        TIME_LIMIT,
        CANCELLED
    }

    /** How long we wait after a KILL: what the kernel holds on to may never go. */
    private static final Duration KILL_MARGIN = Duration.ofSeconds(1);

    private final ScriptRun run;
    private final OutputSink sink;
    private final ScriptFolders folders;
    private final PipeNames pipes;
    private final ScriptThreads threads;
    private final HostProcesses processes;
    private final String mark;
    private final Consumer<Execution> givenUp;
    private final CompletableFuture<ScriptEnd> outcome = new CompletableFuture<>();

    // What follows is guarded by this.
    private Stage stage = new Stage.Waiting();
    private Cut cut = Cut.NONE;

    /** Between TERM and KILL, at the most. */
    private Duration grace;

    /** When it gets a KILL, once it got a TERM. */
    private Optional<Long> killNanos = Optional.empty();

    private boolean killed;
    private Future<?> alarm = new FutureTask<>(() -> "none yet");
    private long startedNanos = System.nanoTime();

    /**
     * A run that waits.
     *
     * @param grace between TERM and KILL, unless whoever ends it says a shorter one
     * @param mark that no other run has, by which all that it started is found
     * @param givenUp told when it survives a KILL, and the thread that runs it cannot be had back
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
            Consumer<Execution> givenUp) {
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
                            process -> started(process, output));
            CommandLine command = new CommandLine(file.toFile());
            run.arguments().forEach(argument -> command.addArgument(argument, false));
            int exitCode = executor.execute(command, environment());
            return ended(exitCode);
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

    private void started(Process process, Output output) {
        // Not on the thread that reads: what the script printed may fill the pipe.
        Future<?> unused =
                process.toHandle().onExit().thenRunAsync(output::end, threads::startOrDo);
        output.opened();
        synchronized (this) {
            ProcessTree tree = new ProcessTree(Set.of(process.toHandle()), processes, mark);
            stage = new Stage.Started(tree);
            if (cut == Cut.NONE) {
                alarm = threads.after(run.timeLimit(), this::late);
            } else {
                terminate(tree);
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

    private synchronized void late() {
        end(Cut.TIME_LIMIT, grace);
    }

    private void end(Cut why, Duration longest) {
        synchronized (this) {
            if (stage instanceof Stage.Over) {
                return;
            }
            cut = cut == Cut.NONE ? why : cut;
            grace = longest.compareTo(grace) < 0 ? longest : grace;
            if (stage instanceof Stage.Started started) {
                terminate(started.tree());
            }
            if (!(stage instanceof Stage.Waiting)) {
                return;
            }
            stage = new Stage.Over();
        }
        outcome.complete(new ScriptEnd.Cancelled(Duration.ZERO));
    }

    /** Whoever ends one that is being ended already can only shorten its grace. */
    private synchronized void terminate(ProcessTree tree) {
        long at = System.nanoTime() + grace.toNanos();
        if (killed || (killNanos.isPresent() && killNanos.get() - at <= 0)) {
            return;
        }
        alarm.cancel(false);
        if (killNanos.isEmpty()) {
            tree.terminate();
        }
        killNanos = Optional.of(at);
        alarm = threads.after(grace, this::kill);
    }

    /** Ends all of it at once, whatever stage it is in. */
    synchronized void kill() {
        if (stage instanceof Stage.Started started) {
            killed = true;
            alarm.cancel(false);
            started.tree().kill();
            alarm = threads.after(KILL_MARGIN, this::giveUp);
        }
    }

    /** Without a thread to wait for its end, the JDK does not say which process it has started. */
    private void killWhateverStarted() {
        kill();
        new ProcessTree(Set.of(), processes, mark).kill();
    }

    /** The process survives a KILL, in some call that the kernel does not end: we do not wait. */
    private void giveUp() {
        if (!isOver() && outcome.complete(cutEnd())) {
            givenUp.accept(this);
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
        awaitRest();
        return cutEnd();
    }

    /**
     * The script has ended, but what it started may not have: only then it can change nothing more.
     */
    private void awaitRest() {
        ProcessTree tree = tree();
        if (!tree.isGoneWithin(grace())) {
            kill();
            tree.isGoneWithin(KILL_MARGIN);
        }
    }

    private synchronized Duration grace() {
        return grace;
    }

    private synchronized ProcessTree tree() {
        if (stage instanceof Stage.Started started) {
            return started.tree();
        }
        throw new AssertionError("a script ended that was " + stage);
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
        stage = new Stage.Over();
        alarm.cancel(false);
    }
}
