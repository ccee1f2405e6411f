package flip.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The system's own programs, each run to its end. */
final class Programs {
    /** They take milliseconds; one that does not end is broken. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int LIMIT_OUTPUT_BYTES = 256 * 1024;

    private Programs() {}

    /** How one ended. */
    record Ended(int code, String output) {
        boolean isOk() {
            return code == 0;
        }

        /** What it said first, in one line. */
        String complaint() {
            return output.lines()
                    .filter(line -> !line.isBlank())
                    .findFirst()
                    .orElse("exit code " + code);
        }
    }

    /** A program that also finds what an unprivileged user's path leaves out, such as ip. */
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        environment.put("PATH", path + ":/usr/sbin:/sbin");
        return builder;
    }

    /** The same, and what is started there keeps its temporary files in that folder. */
    static ProcessBuilder builder(List<String> command, Path temporary) {
        ProcessBuilder builder = builder(command);
        String options = builder.environment().getOrDefault("FLIP_JAVA_OPTIONS", "");
        builder.environment().put("FLIP_JAVA_OPTIONS", options + " -Djava.io.tmpdir=" + temporary);
        return builder;
    }

    /** Runs it; a program that is not there counts as failed. */
    static Ended run(List<String> command) {
        try {
            Process process = builder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            CompletableFuture<String> output =
                    CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new Ended(
                        124, command.get(0) + " did not end within " + LIMIT.toSeconds() + " s");
            }
            return new Ended(
                    process.exitValue(), output.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return new Ended(124, command.get(0) + " left something behind that holds its output");
        } catch (ExecutionException e) {
            throw new AssertionError("reading its output fails in words", e);
        } catch (IOException e) {
            return new Ended(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ended(130, "interrupted");
        }
    }

    private static String read(InputStream from) {
        try (from) {
            return new String(from.readNBytes(LIMIT_OUTPUT_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Runs it, and has to succeed. */
    static String must(List<String> command) throws CommandFailed {
        Ended ended = run(command);
        if (!ended.isOk()) {
            throw new CommandFailed(
                    ExitCode.FAILED,
                    "`" + String.join(" ", command) + "` failed: " + ended.complaint());
        }
        return ended.output();
    }
}
