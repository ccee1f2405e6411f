package flip.agent.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stock of named pipes in a folder of this agent's own, made many at a time: starting {@code
 * mkfifo} for each run would cost as much as the run.
 */
final class PipeNames {
    private static final String PREFIX = "flip-scripts-";
    private static final Pattern OURS = Pattern.compile(PREFIX + "(\\d{1,18})-.*");
    private static final Set<PosixFilePermission> OURS_ALONE =
            PosixFilePermissions.fromString("rwx------");
    private static final int BATCH = 16;
    private static final int LOW = 4;
    private static final long MKFIFO_SECONDS = 10;

    private final Path parent;
    private final Path folder;
    private final Executor background;
    private final Deque<Path> stock = new ArrayDeque<>();
    private long made;
    private boolean refilling;

    PipeNames(Path parent, Executor background) {
        this.parent = parent;
        // Named with our process id, so that what a killed agent left can be told from what is in
        // use.
        folder = parent.resolve(PREFIX + ProcessHandle.current().pid() + "-" + UUID.randomUUID());
        this.background = background;
    }

    /** A pipe that nobody else has, to be deleted by the taker as soon as both ends are open. */
    Path take() throws IOException {
        synchronized (this) {
            if (stock.size() <= LOW && !refilling) {
                refilling = true;
                background.execute(this::refill);
            }
            while (!stock.isEmpty()) {
                Path name = stock.remove();
                // Hosts clean folders for temporary files of what is old.
                if (Files.exists(name)) {
                    return name;
                }
            }
        }
        return make(1).remove();
    }

    private void refill() {
        Deque<Path> more;
        try {
            more = make(BATCH);
        } catch (IOException e) {
            // Whoever finds the stock empty tries again and has a run to tell it to.
            more = new ArrayDeque<>();
        }
        synchronized (this) {
            stock.addAll(more);
            refilling = false;
        }
    }

    /** Makes the first batch. */
    void fill() throws IOException {
        Deque<Path> more = make(BATCH);
        synchronized (this) {
            stock.addAll(more);
        }
    }

    private Deque<Path> make(int count) throws IOException {
        Deque<Path> names = new ArrayDeque<>();
        List<String> command = new ArrayList<>(List.of("mkfifo", "-m", "600"));
        synchronized (this) {
            makeFolder();
            for (int i = 0; i < count; i++) {
                names.add(folder.resolve(Long.toString(made++)));
            }
        }
        names.forEach(name -> command.add(name.toString()));
        Process mkfifo =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            if (!mkfifo.waitFor(MKFIFO_SECONDS, TimeUnit.SECONDS)) {
                mkfifo.destroyForcibly();
                throw new IOException("mkfifo hangs");
            }
        } catch (InterruptedException e) {
            mkfifo.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while mkfifo ran", e);
        }
        if (mkfifo.exitValue() != 0) {
            for (Path name : names) {
                Files.deleteIfExists(name);
            }
            throw new IOException("mkfifo failed in " + parent);
        }
        return names;
    }

    private void makeFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            stock.clear();
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OURS_ALONE));
            sweep(Files.getOwner(folder));
        }
    }

    /**
     * Deletes what agents that were killed have left. The folder above may be one that everybody
     * can write: only real folders of our own user are touched, which nobody else can exchange.
     */
    private void sweep(UserPrincipal us) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, PREFIX + "*-*")) {
            for (Path each : left) {
                Matcher name = OURS.matcher(each.getFileName().toString());
                if (name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()
                        && Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(each, LinkOption.NOFOLLOW_LINKS).equals(us)) {
                    delete(each);
                }
            }
        }
    }

    /** Deletes the folder with what is left of the stock. */
    synchronized void delete() {
        stock.clear();
        try {
            if (Files.isDirectory(folder)) {
                delete(folder);
            }
        } catch (IOException e) {
            // It stays until the next agent sweeps.
        }
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> pipes = Files.newDirectoryStream(folder)) {
            for (Path pipe : pipes) {
                Files.deleteIfExists(pipe);
            }
        }
        Files.deleteIfExists(folder);
    }
}
