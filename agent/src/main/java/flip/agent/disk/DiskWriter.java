package flip.agent.disk;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what was submitted last, on the thread {@code flip-disk}, so that a slow disk stops nobody
 * else. What was overtaken before its turn came is not written: whoever waited for it is served by
 * the newer one.
 *
 * <p>What could not be written is tried again, for as long as it takes, and is not reported durable
 * before it is.
 */
public final class DiskWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DiskWriter.class);

    /** How long {@link #close()} waits for the last write. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /** What puts a payload on the disk, and returns when it is there. */
    @FunctionalInterface
    interface Store {
        void store(byte[] payload) throws IOException;
    }

    /**
     * The times it takes.
     *
     * @param firstPause before the first retry; each further one doubles it
     * @param longestPause between two retries, so that a disk that works again is soon used
     * @param stallTimeout after which a write that does not end is trouble
     */
    record Patience(Duration firstPause, Duration longestPause, Duration stallTimeout) {
        static final Patience USUAL =
                new Patience(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(1));
    }

    private final Store store;
    private final String where;
    private final Executor executor;
    private final LongConsumer onDurable;
    private final Consumer<Throwable> broken;
    private final Patience patience;
    private final Thread thread;

    // All below: guarded by this.
    private boolean anySubmitted;
    private long newest;
    private byte[] newestPayload = {};

    /** Whether the newest is not yet on the disk. */
    private boolean unwritten;

    /** Why the last attempt failed; empty when it did not. */
    private String failure = "";

    private long failingSince;
    private boolean writing;
    private long writingSince;
    private boolean closing;
    private boolean abandoned;

    /**
     * Begins to wait for work.
     *
     * @param executor what {@code onDurable} is called on: the event loop
     * @param onDurable told a number when everything up to it is durable
     * @param broken told what no disk can do, a fault of ours: nothing is written after it, so that
     *     the process must stop
     */
    public DiskWriter(
            PromiseFile file,
            Executor executor,
            LongConsumer onDurable,
            Consumer<Throwable> broken) {
        this(file::store, file.path().toString(), executor, onDurable, broken, Patience.USUAL);
    }

    DiskWriter(
            Store store,
            String where,
            Executor executor,
            LongConsumer onDurable,
            Consumer<Throwable> broken,
            Patience patience) {
        this.store = store;
        this.where = where;
        this.executor = executor;
        this.onDurable = onDurable;
        this.broken = broken;
        this.patience = patience;
        this.thread = new Thread(this::run, "flip-disk");
        // A disk that never answers must not keep the process from ending.
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Takes the place of whatever still waits. Numbers grow. After {@link #close} it is ignored.
     */
    public synchronized void submit(long number, byte[] payload) {
        if (anySubmitted && number <= newest) {
            throw new AssertionError("number " + number + " was submitted after " + newest);
        }
        if (closing) {
            return;
        }
        anySubmitted = true;
        newest = number;
        newestPayload = payload.clone();
        unwritten = true;
        notifyAll();
    }

    /** What keeps the disk from taking what was submitted, for people; empty when all is well. */
    public synchronized Optional<String> trouble() {
        if (!failure.isEmpty()) {
            return Optional.of(failure);
        }
        Duration soFar = Duration.ofNanos(System.nanoTime() - writingSince);
        if (writing && soFar.compareTo(patience.stallTimeout()) >= 0) {
            return Optional.of(
                    "the disk does not answer: writing "
                            + where
                            + " has taken "
                            + seconds(soFar)
                            + " so far");
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        close(CLOSE_TIMEOUT);
    }

    /**
     * Takes nothing more, and waits for what was submitted to be written. When the limit has passed
     * it is abandoned, and never reported durable. Returns whether nothing was.
     */
    public boolean close(Duration limit) {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(Math.max(1, limit.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            abandoned = true;
            notifyAll();
            return !unwritten;
        }
    }

    private void run() {
        try {
            Duration pause = patience.firstPause();
            while (awaitWork()) {
                if (writeNewest()) {
                    pause = patience.firstPause();
                } else {
                    rest(pause);
                    Duration doubled = pause.multipliedBy(2);
                    pause =
                            doubled.compareTo(patience.longestPause()) < 0
                                    ? doubled
                                    : patience.longestPause();
                }
            }
        } catch (InterruptedException e) {
            log.warn("the disk writer was interrupted and ends");
        } catch (RuntimeException | Error e) {
            broken.accept(e);
        }
    }

    /** False when there is nothing left to do, ever. */
    private synchronized boolean awaitWork() throws InterruptedException {
        while (!unwritten && !closing) {
            wait();
        }
        return unwritten && !abandoned;
    }

    private boolean writeNewest() {
        long number;
        byte[] payload;
        synchronized (this) {
            number = newest;
            payload = newestPayload;
            writing = true;
            writingSince = System.nanoTime();
        }
        try {
            store.store(payload);
        } catch (IOException e) {
            failed(e);
            return false;
        }
        if (written(number)) {
            report(number);
        }
        return true;
    }

    private synchronized void failed(IOException e) {
        writing = false;
        if (failure.isEmpty()) {
            failingSince = System.nanoTime();
            log.error(
                    "{}; tried again until it works, and nothing new is promised meanwhile",
                    text(e));
        }
        failure = text(e);
    }

    /** Whether anybody still wants to know. */
    private synchronized boolean written(long number) {
        writing = false;
        unwritten = number != newest;
        if (!failure.isEmpty()) {
            Duration lasted = Duration.ofNanos(System.nanoTime() - failingSince);
            log.info("{} can be written again, after {}", where, seconds(lasted));
            failure = "";
        }
        return !abandoned;
    }

    private void report(long number) {
        try {
            executor.execute(() -> onDurable.accept(number));
        } catch (RejectedExecutionException e) {
            log.info("{} was written, and nobody waits for it any more", where);
        }
    }

    /** A new submission does not end the rest: a broken disk is not asked more often for it. */
    private synchronized void rest(Duration pause) throws InterruptedException {
        long until = System.nanoTime() + pause.toNanos();
        while (!abandoned) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private static String text(IOException e) {
        return e instanceof DataDirRefused ? String.valueOf(e.getMessage()) : e.toString();
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
