package flip.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a process that must do nothing more, because something that it rests on is wrong: it
 * says what it knows, within about two seconds, and halts.
 */
final class Breakage implements Consumer<Throwable> {
    /** A disk that stands still may be what broke us. */
    private static final Duration DUMP_LIMIT = Duration.ofSeconds(1);

    /** In the folder, each of a megabyte at the most; beyond it none is written. */
    static final int MOST_DUMPS = 8;

    private static final String PREFIX = "broken-";
    private static final String SUFFIX = ".dump.gz";
    private static final Logger log = LoggerFactory.getLogger(Breakage.class);

    /** What leaves the last events behind. */
    @FunctionalInterface
    interface Dump {
        void write(Path file, String cause) throws IOException;
    }

    private final Path folder;
    private final Dump dump;
    private final Supplier<Optional<Path>> socket;
    private final Runnable halt;

    /**
     * What will be done.
     *
     * @param folder where to leave the last events
     * @param socket of ours, to be removed, so that nobody waits for an answer there
     * @param halt ends the process
     */
    Breakage(Path folder, Dump dump, Supplier<Optional<Path>> socket, Runnable halt) {
        this.folder = folder;
        this.dump = dump;
        this.socket = socket;
        this.halt = halt;
    }

    /** On any thread, and whoever is first: no second cause can add to it. */
    @Override
    public synchronized void accept(Throwable cause) {
        try {
            log.error(
                    "an invariant is broken, and this process stops: {}", cause.toString(), cause);
            Thread writer = new Thread(() -> leave(cause), "flip-broken");
            writer.setDaemon(true);
            writer.start();
            writer.join(DUMP_LIMIT.toMillis());
            if (writer.isAlive()) {
                log.error("the last events are not written: the disk of {} hangs", folder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            halt.run();
        }
    }

    /** What breaks at each start would else fill the disk that promises need. */
    private boolean isEnough() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                            .filter(name -> name.startsWith(PREFIX) && name.endsWith(SUFFIX))
                            .limit(MOST_DUMPS)
                            .count()
                    >= MOST_DUMPS;
        }
    }

    private void leave(Throwable cause) {
        Path file = folder.resolve(PREFIX + System.currentTimeMillis() + SUFFIX);
        try {
            if (isEnough()) {
                log.error(
                        "the last events are not written: there are {} files {}*{} in {} already; please"
                                + " report them, then remove them",
                        MOST_DUMPS,
                        PREFIX,
                        SUFFIX,
                        folder);
            } else {
                dump.write(file, cause.toString());
                log.error("the last events are in {}; please report it with that file", file);
            }
            Optional<Path> ours = socket.get();
            if (ours.isPresent()) {
                Files.deleteIfExists(ours.get());
            }
        } catch (IOException e) {
            log.error("the last events cannot be written to {}: {}", file, e.getMessage());
        }
    }
}
