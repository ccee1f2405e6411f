package flip.agent;

import flip.agent.process.ScriptEnd;
import flip.agent.process.ScriptRun;
import flip.agent.process.ScriptRunner;
import flip.systems.Outcome;
import flip.systems.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's script runs, in the words of the runner. What a script prints is logged here; how it
 * ended the node tells.
 */
final class Scripts {
    private static final Logger log = LoggerFactory.getLogger("flip.scripts");

    private final ScriptRunner runner;
    private final Path workingDirectory;

    Scripts(ScriptRunner runner, Path workingDirectory) {
        this.runner = runner;
        this.workingDirectory = workingDirectory;
    }

    /**
     * Starts it; how it ended is told on a thread of the runner's.
     *
     * @param leaseLeft asked on such a thread, too
     */
    // A failure of the stage is a fault of ours, and is told as a failed run.
    @SuppressWarnings("FutureReturnValueIgnored")
    void run(Run run, Supplier<Duration> leaseLeft, BiConsumer<Long, Outcome> ended) {
        String what = run.system() + " " + run.datum() + ": " + run.script();
        log.debug("{} starts ({})", what, run.verb());
        runner.run(
                        new ScriptRun(
                                run.id(),
                                run.script(),
                                List.of(run.datum(), run.configJson()),
                                run.environment(),
                                workingDirectory,
                                run.limit(),
                                run.verb() == Run.Verb.DOWN,
                                run.verb() == Run.Verb.ALIVE ? leaseLeft : ScriptRun.NO_LEASE),
                        line -> log.info("{} says: {}", what, line))
                .whenComplete(
                        (end, fault) -> {
                            Outcome told =
                                    fault == null
                                            ? told(end)
                                            : new Outcome.Failed(
                                                    Duration.ZERO, "it could not be run: " + fault);
                            ended.accept(run.id(), told);
                        });
    }

    /** Ends it early, with that grace; a run that is over already has been told. */
    void cancel(long run, Duration grace) {
        if (!runner.cancel(run, grace)) {
            log.debug("run {} was over before it could be cancelled", run);
        }
    }

    private static Outcome told(ScriptEnd end) {
        if (end instanceof ScriptEnd.Cancelled) {
            return new Outcome.Cancelled(end.took());
        }
        if (end instanceof ScriptEnd.Unleased unleased) {
            return new Outcome.Unleased(end.took(), unleased.reason());
        }
        return end.failure()
                .<Outcome>map(reason -> new Outcome.Failed(end.took(), reason))
                .orElseGet(() -> new Outcome.Succeeded(end.took()));
    }
}
