package flip.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A stock of named pipes in a folder of this agent's own, made many at a time: starting {@code
 * mkfifo} for each run would cost as much as the run.
 */
final class PipeNames {
    private static final int BATCH = 16;
    private static final int LOW = 4;
    private static final long MKFIFO_SECONDS = 10;

    private final ScratchFolder folder;
    private final ScriptThreads background;
    private final Deque<Path> stock = new ArrayDeque<>();
    private long made;

    /** Done when nobody makes more. */
    private CompletableFuture<Void> refill = CompletableFuture.completedFuture(null);

    PipeNames(Path parent, ScriptThreads background) {
        folder = new ScratchFolder(parent);
        this.background = background;
    }

    /** A pipe that nobody else has, to be deleted by the taker as soon as both ends are open. */
    Path take() throws IOException {
        synchronized (this) {
            if (stock.size() <= LOW && refill.isDone()) {
                CompletableFuture<Void> next = new CompletableFuture<>();
                // Without a thread, as while the agent ends, whoever needs one makes it.
                if (background.start(() -> refill(next))) {
                    refill = next;
                }
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

    private void refill(CompletableFuture<Void> done) {
        try {
            fill();
        } catch (IOException e) {
            // Whoever finds the stock empty tries again and has a run to tell it to.
        } finally {
            done.complete(null);
        }
    }

    /** Makes a batch. */
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
            Path place = folder.path();
            for (int i = 0; i < count; i++) {
                names.add(place.resolve(Long.toString(made++)));
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
            throw new IOException("mkfifo failed in " + names.remove().getParent());
        }
        return names;
    }

    /** Deletes what is left of the stock, and the folder, once nobody makes more in it. */
    void delete() {
        CompletableFuture<Void> last;
        synchronized (this) {
            last = refill;
        }
        // A thread that makes some is done in that time, or has given up.
        last.completeOnTimeout(null, MKFIFO_SECONDS, TimeUnit.SECONDS).join();
        synchronized (this) {
            stock.clear();
            folder.delete();
        }
    }
}
