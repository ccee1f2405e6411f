package flip.agent.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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

    /** Runs it; a program that is not there counts as failed. */
    static Ended run(List<String> command) {
        Path output;
        try {
            output = Files.createTempFile("flip-demo-", ".out");
        } catch (IOException e) {
            return new Ended(127, "cannot make a temporary file: " + e.getMessage());
        }
        try {
            Process process =
                    builder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new Ended(
                        124, command.get(0) + " did not end within " + LIMIT.toSeconds() + " s");
            }
            try (var in = Files.newInputStream(output)) {
                return new Ended(
                        process.exitValue(),
                        new String(in.readNBytes(LIMIT_OUTPUT_BYTES), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return new Ended(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ended(130, "interrupted");
        } finally {
            delete(output);
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

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is in the folder for temporary files, whose owner clears it.
            file.toFile().deleteOnExit();
        }
    }
}
