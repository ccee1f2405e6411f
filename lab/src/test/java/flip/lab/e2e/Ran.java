package flip.lab.e2e;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A command that has run.
 *
 * @param took until its end and the end of its output, whoever held that open
 */
record Ran(int exitCode, String output, Duration took) {
    private static final long LONGEST_SECONDS = 20;

    /** Runs a command to its end, with nothing in its environment but what is given. */
    static Ran command(Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        long begin = System.nanoTime();
        Process process = builder.start();
        CompletableFuture<String> output =
                CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        try {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " hangs");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new AssertionError("interrupted while waiting for " + command, e);
        }
        String text = output.orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS).join();
        return new Ran(process.exitValue(), text, Duration.ofNanos(System.nanoTime() - begin));
    }

    /** Runs a command with the usual path; it must succeed. */
    static String out(String... command) throws IOException {
        Ran ran = command(Map.of("PATH", usualPath()), List.of(command));
        if (ran.exitCode != 0) {
            throw new AssertionError(String.join(" ", command) + " failed: " + ran.output);
        }
        return ran.output;
    }

    static String usualPath() {
        return "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    }

    private static String text(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("cannot read the output of a command", e);
        }
    }
}
