package flip.agent.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One run of a script, asked for.
 *
 * @param id the asker's own name for this run, by which it can be cancelled; unique among those
 *     that have not ended
 * @param script a name to look up in the script folders, or an absolute path
 * @param environment added to the agent's own
 * @param timeLimit from the start of the process
 * @param lowers whether something is given back by it: then it waits for none that does not
 * @param leaseLeft what is left of the lease under which it may be started, asked right before it
 *     is, on another thread: while it waited that may have been renewed, or have ended (I4)
 */
public record ScriptRun(
        long id,
        String script,
        List<String> arguments,
        Map<String, String> environment,
        Path workingDirectory,
        Duration timeLimit,
        boolean lowers,
        Supplier<Duration> leaseLeft) {
    /** Of what needs none. */
    public static final Supplier<Duration> NO_LEASE = () -> Duration.ofNanos(Long.MAX_VALUE);

    /** Of one that lowers nothing, and needs no lease. */
    public ScriptRun(
            long id,
            String script,
            List<String> arguments,
            Map<String, String> environment,
            Path workingDirectory,
            Duration timeLimit) {
        this(id, script, arguments, environment, workingDirectory, timeLimit, false, NO_LEASE);
    }

    public ScriptRun {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        if (timeLimit.isNegative() || timeLimit.isZero()) {
            throw new IllegalArgumentException(
                    "the time limit of a script must be more than 0, not " + timeLimit);
        }
    }
}
