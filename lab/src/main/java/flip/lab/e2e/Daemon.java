package flip.lab.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** A program that runs on a host in a session of its own, with all it prints in one file. */
public final class Daemon {
    public static final int TERM = 15;
    public static final int STOP = 19;
    public static final int CONTINUE = 18;
    private static final Duration LOOK_PERIOD = Duration.ofMillis(10);

    private final Process process;
    private final Path log;
    private final long startedAt;
    private final long logStart;

    private Daemon(Process process, Path log, long startedAt, long logStart) {
        this.process = process;
        this.log = log;
        this.startedAt = startedAt;
        this.logStart = logStart;
    }

    /** Starts a program on a host; what it prints is appended to the file. */
    public static Daemon start(
            Host host, List<String> command, Map<String, String> environment, Path log) {
        List<String> words = new ArrayList<>(List.of("setsid"));
        words.addAll(host.namespace().inside(command));
        ProcessBuilder builder =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            long logStart = Files.exists(log) ? Files.size(log) : 0;
            long now = System.nanoTime();
            return new Daemon(builder.start(), log, now, logStart);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + String.join(" ", words), e);
        }
    }

    /** When it was started. */
    public long startedAt() {
        return startedAt;
    }

    public int pid() {
        return Math.toIntExact(process.pid());
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** Sends a signal to the program, as a service manager would: not to its children. */
    public void signal(int number) {
        Netns.signal(pid(), number);
    }

    /** Waits until the program has ended; says whether it did. */
    public boolean awaitEnd(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an end", e);
        }
    }

    /** Kills the program, and it alone, without a word. */
    public void kill() {
        process.destroyForcibly();
        if (!awaitEnd(Duration.ofSeconds(10))) {
            throw new IllegalStateException("process " + pid() + " survives being killed");
        }
    }

    /** Only of a program that has ended. */
    public int exitCode() {
        return process.exitValue();
    }

    /** What this run of the program has printed so far. */
    public List<String> lines() {
        try (var bytes = Files.newInputStream(log)) {
            bytes.skipNBytes(logStart);
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines with something in them that fits the pattern. */
    public List<String> lines(Pattern pattern) {
        return lines().stream().filter(line -> pattern.matcher(line).find()).toList();
    }

    /** Waits until the program has printed such a line; says whether it did. */
    public boolean awaitLine(Pattern pattern, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (lines(pattern).isEmpty()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(LOOK_PERIOD.toNanos());
        }
        return true;
    }

    /** What it has cost so far. */
    public Footprint footprint() {
        return Footprint.of(pid());
    }
}
