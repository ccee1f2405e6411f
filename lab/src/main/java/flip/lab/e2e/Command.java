package flip.lab.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One short command, run to its end. */
public final class Command {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int OUTPUT_LIMIT_BYTES = 1 << 20;

    private Command() {}

    /** What a command left: its exit code and all that it printed, errors included. */
    public record Result(int exitCode, String output) {}

    /** Runs a command that has to succeed, and returns what it printed. */
    public static String run(String... words) {
        return feed("", words);
    }

    /** Runs a command that has to succeed, with this text on its standard input. */
    public static String feed(String input, String... words) {
        Result result = attempt(input, LIMIT, words);
        if (result.exitCode() != 0) {
            throw new IllegalStateException(
                    String.join(" ", words)
                            + " ended with "
                            + result.exitCode()
                            + ": "
                            + result.output());
        }
        return result.output();
    }

    /**
     * Runs a command that may fail. One that outlives the limit is killed, and that is an error.
     */
    public static Result attempt(String input, Duration limit, String... words) {
        Process process = start(words);
        boolean ended = false;
        try {
            try (OutputStream to = process.getOutputStream()) {
                to.write(input.getBytes(StandardCharsets.UTF_8));
            }
            // The output is read before the wait: a full pipe would keep the command from ending.
            Thread killer = killAfter(process, limit);
            String output = read(process.getInputStream());
            ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            killer.interrupt();
            if (!ended) {
                throw new IllegalStateException(
                        String.join(" ", words) + " did not end in " + limit);
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", words), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during " + String.join(" ", words), e);
        } finally {
            if (!ended) {
                process.destroyForcibly();
            }
        }
    }

    private static Process start(String... words) {
        try {
            return new ProcessBuilder(List.of(words)).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + words[0], e);
        }
    }

    private static Thread killAfter(Process process, Duration limit) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                                    process.destroyForcibly();
                                }
                            } catch (InterruptedException e) {
                                // The command has ended: nothing is left to kill.
                                Thread.currentThread().interrupt();
                            }
                        },
                        "lab-limit");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static String read(InputStream from) throws IOException {
        byte[] bytes = from.readNBytes(OUTPUT_LIMIT_BYTES);
        from.skip(Long.MAX_VALUE);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
