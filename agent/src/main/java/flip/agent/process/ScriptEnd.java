package flip.agent.process;

import java.time.Duration;
import java.util.Optional;

/** How one run of a script ended. */
public sealed interface ScriptEnd {

    /** Why it did not succeed, for people; empty when it did. */
    default Optional<String> failure() {
        if (this instanceof Failed failed) {
            return Optional.of("exit code " + failed.exitCode());
        }
        if (this instanceof TimedOut late) {
            return Optional.of("not over within " + late.limit().toMillis() + " ms, and ended");
        }
        if (this instanceof NotStarted missing) {
            return Optional.of(missing.reason());
        }
        if (this instanceof Unleased unleased) {
            return Optional.of(unleased.reason());
        }
        return this instanceof Succeeded ? Optional.empty() : Optional.of("cancelled");
    }

    /** From the start of the process to its end; zero when there never was one. */
    Duration took();

    /** It exited with 0. */
    record Succeeded(Duration took) implements ScriptEnd {}

    /** It exited with something else; a signal counts as 128 and its number, as in a shell. */
    record Failed(int exitCode, Duration took) implements ScriptEnd {}

    /** It was still running at its time limit, and has been ended. */
    record TimedOut(Duration limit, Duration took) implements ScriptEnd {}

    /** There was no process; the reason is one sentence: what, where, what to do. */
    record NotStarted(String reason) implements ScriptEnd {
        @Override
        public Duration took() {
            return Duration.ZERO;
        }
    }

    /** There was no process, for want of a lease; the reason is one sentence. */
    record Unleased(String reason) implements ScriptEnd {
        @Override
        public Duration took() {
            return Duration.ZERO;
        }
    }

    /** It was cancelled. */
    record Cancelled(Duration took) implements ScriptEnd {}
}
