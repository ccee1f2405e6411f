package flip.agent.process;

import java.time.Duration;

/** How one run of a script ended. */
public sealed interface Outcome {

    /** From the start of the process to its end; zero when there never was one. */
    Duration took();

    /** It exited with 0. */
    record Succeeded(Duration took) implements Outcome {}

    /** It exited with something else; a signal counts as 128 and its number, as in a shell. */
    record Failed(int exitCode, Duration took) implements Outcome {}

    /** It was still running at its time limit, and has been ended. */
    record TimedOut(Duration took) implements Outcome {}

    /** There was no process; the reason is one sentence: what, where, what to do. */
    record NotStarted(String reason) implements Outcome {
        @Override
        public Duration took() {
            return Duration.ZERO;
        }
    }

    /** It was cancelled. */
    record Ended(Duration took) implements Outcome {}
}
