package flip.agent.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The outer half of the demo: it hands keys to the inner half, and whatever ends it, puts the
 * terminal back as it was and leaves no process and no file.
 */
final class Curtain implements AutoCloseable {
    private static final long END_TIMEOUT_SECONDS = 5;

    private final Path folder;
    private final Optional<String> terminal;
    private final Thread onSignal = new Thread(this::end, "flip-demo-curtain");
    private Optional<Process> inner = Optional.empty();
    private boolean ended;

    /** Takes the keys one by one when they are wanted, and there is a terminal. */
    Curtain(Path folder, boolean wantsKeys) {
        this.folder = folder;
        this.terminal =
                wantsKeys && Paint.isTerminal(0) ? stty("-g").map(String::strip) : Optional.empty();
        Runtime.getRuntime().addShutdownHook(onSignal);
        terminal.ifPresent(before -> stty("-icanon", "-echo", "min", "1"));
    }

    /** Runs the inner half to its end, and returns what it exits with. */
    int runInside(List<String> command) throws CommandFailed, InterruptedException {
        Process process;
        try {
            process =
                    Programs.builder(command, folder)
                            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
        } catch (IOException e) {
            throw new CommandFailed(ExitCode.FAILED, "cannot start unshare: " + e.getMessage());
        }
        synchronized (this) {
            inner = Optional.of(process);
        }
        Thread keys = new Thread(() -> handOn(process.getOutputStream()), "flip-demo-keys");
        keys.setDaemon(true);
        keys.start();
        return process.waitFor();
    }

    @Override
    public void close() {
        end();
    }

    /** When nothing more comes, the pipe stays open: that it closes means that we are gone. */
    private static void handOn(OutputStream to) {
        try {
            for (int key = System.in.read(); key >= 0; key = System.in.read()) {
                to.write(key);
                to.flush();
            }
        } catch (IOException e) {
            // The inner half is gone, and with it whoever would obey.
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        inner.ifPresent(Curtain::end);
        terminal.ifPresent(Curtain::stty);
        delete(folder);
    }

    private static void end(Process inner) {
        try {
            inner.getOutputStream().close(); // It ends by itself when its leash is let go.
            if (!inner.waitFor(END_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                inner.destroyForcibly().waitFor(END_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            inner.destroyForcibly();
        } catch (InterruptedException e) {
            inner.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<String> stty(String... arguments) {
        try {
            Process process =
                    new ProcessBuilder(
                                    Stream.concat(Stream.of("stty"), Stream.of(arguments)).toList())
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String said =
                    new String(
                            process.getInputStream().readNBytes(4096),
                            java.nio.charset.StandardCharsets.US_ASCII);
            return process.waitFor() == 0 ? Optional.of(said) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // No stty: keys come when the line is ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Removes a folder with all that is in it. */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            return; // Somebody else did it.
        } catch (IOException | UncheckedIOException e) {
            System.err.println("flip: cannot remove " + folder + ": " + e.getMessage());
        }
    }
}
