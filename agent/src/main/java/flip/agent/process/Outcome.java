package flip.agent.process;

import java.time.Duration;

/** How one run of a script ended. */
public sealed interface Outcome {

    /** From the start of the process to its end; zero when there never was one. */
    Duration took();

    /** For a log line or an error, after "it ...": {@code exited with 7}. */
    String inWords();

    /** It exited with 0. */
    record Succeeded(Duration took) implements Outcome {
        @Override
        public String inWords() {
            return "succeeded after " + took.toMillis() + " ms";
        }
    }

    /** It exited with something else; a signal counts as 128 and its number, as in a shell. */
    record Failed(int exitCode, Duration took) implements Outcome {
        @Override
        public String inWords() {
            return "exited with %d after %d ms".formatted(exitCode, took.toMillis());
        }
    }

    /** It was still running at its time limit, and has been ended. */
    record TimedOut(Duration took) implements Outcome {
        @Override
        public String inWords() {
            return "was over its time limit and ended after " + took.toMillis() + " ms";
        }
    }

    /** There was no process; the reason is one sentence: what, where, what to do. */
    record NotStarted(String reason) implements Outcome {
        @Override
        public Duration took() {
            return Duration.ZERO;
        }

        @Override
        public String inWords() {
            return "was not started: " + reason;
        }
    }

    /** It was cancelled. */
    record Ended(Duration took) implements Outcome {
        @Override
        public String inWords() {
            return "was cancelled after " + took.toMillis() + " ms";
        }
    }
}
