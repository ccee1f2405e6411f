package flip.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A folder of scripts, a runner for them, and what they printed. */
final class Scripts implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);

    final Path folder;
    final Path scratch;
    final ScriptRunner runner;
    final Queue<String> printed = new ConcurrentLinkedQueue<>();
    private final AtomicLong ids = new AtomicLong();

    Scripts(Path place) throws IOException {
        folder = Files.createDirectories(place.resolve("scripts"));
        scratch = Files.createDirectories(place.resolve("scratch"));
        runner =
                new ScriptRunner(
                        new ScriptFolders(List.of(folder)), scratch, Duration.ofMillis(500));
    }

    /** Writes a shell script that can be run. */
    Scripts with(String name, String... lines) throws IOException {
        return withText(name, "rwxr-xr-x", "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    }

    Scripts withText(String name, String permissions, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return this;
    }

    CompletableFuture<ScriptEnd> start(ScriptRun run) {
        return runner.run(run, printed::add);
    }

    ScriptRun asked(String name, Duration timeLimit, String... arguments) {
        return new ScriptRun(
                ids.incrementAndGet(),
                name,
                List.of(arguments),
                Map.of("FLIP_DATUM", "10.0.0.5"),
                folder,
                timeLimit);
    }

    /** Without arguments, one that raises something, asked for with an hour of lease left. */
    ScriptRun leased(String name, Supplier<Duration> leaseLeft) {
        return new ScriptRun(
                ids.incrementAndGet(),
                name,
                List.of(),
                Map.of("FLIP_DATUM", "10.0.0.5", "FLIP_LEASE_MS", "3600000"),
                folder,
                LONG,
                false,
                leaseLeft);
    }

    /** Without arguments, one that gives something back. */
    ScriptRun lowering(String name) {
        return new ScriptRun(
                ids.incrementAndGet(),
                name,
                List.of(),
                Map.of(),
                folder,
                Duration.ofHours(1),
                true,
                ScriptRun.NO_LEASE);
    }

    ScriptEnd run(String name, String... arguments) {
        return run(name, LONG, arguments);
    }

    ScriptEnd run(String name, Duration timeLimit, String... arguments) {
        return ended(start(asked(name, timeLimit, arguments)));
    }

    static ScriptEnd ended(CompletableFuture<ScriptEnd> run) {
        try {
            return run.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the run has no outcome", e);
        }
    }

    /** Threads of a host that has none to give while that is so. */
    static ScriptThreads threadsUnless(AtomicBoolean out) {
        return new ScriptThreads(
                task -> {
                    if (out.get()) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    return new Thread(task);
                });
    }

    /** The process whose id a script wrote into this file of the folder. */
    boolean isAlive(String pidFile) throws IOException {
        long pid = Long.parseLong(Files.readString(folder.resolve(pidFile)).strip());
        return ProcessHandle.of(pid).map(ProcessTree::canStillAct).orElse(false);
    }

    boolean has(String file) {
        return Files.exists(folder.resolve(file));
    }

    @Override
    public void close() {
        runner.close();
    }
}
