package flip.agent;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.LoggerFactory;

/**
 * The log on its way out, which the thread {@code flip-log} writes, so that whoever logs waits for
 * nobody: a full pipe, a terminal in which somebody scrolls, or a journal that hangs would stop the
 * node, and with it the lease. What finds no room is dropped and counted, and one line tells.
 */
final class LogQueue extends OutputStream {
    /** Some thousand lines: more than a burst of scripts prints, and little beside the heap. */
    static final int LIMIT_BYTES = 256 * 1024;

    /** How long the last lines may take when the process ends. */
    private static final Duration LAST_LINES = Duration.ofSeconds(1);

    private final OutputStream out;
    private final int limitBytes;
    private final LongConsumer tellDropped;

    // What follows is guarded by this; nobody writes while he holds it.
    private final Queue<byte[]> lines = new ArrayDeque<>();
    private int waitingBytes;

    /** For want of room. While there are any, nothing is taken: they are told where the gap is. */
    private long dropped;

    /** Missing, and not told yet. */
    private long lost;

    /**
     * Begins to write.
     *
     * @param tellDropped called on its thread with the number of lines that are missing
     */
    LogQueue(OutputStream out, int limitBytes, LongConsumer tellDropped) {
        this.out = out;
        this.limitBytes = limitBytes;
        this.tellDropped = tellDropped;
        Thread thread = new Thread(this::write, "flip-log");
        // A reader who never reads must not keep the process from ending.
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on what is printed on standard output goes this way; closing that waits for it. */
    static void intoStandardOutput() {
        LogQueue queue =
                new LogQueue(
                        new FileOutputStream(FileDescriptor.out),
                        LIMIT_BYTES,
                        dropped ->
                                LoggerFactory.getLogger(LogQueue.class)
                                        .warn(
                                                "{} lines are missing here: nobody took the log as"
                                                        + " fast as it was written",
                                                dropped));
        System.setOut(new PrintStream(queue, false, StandardCharsets.UTF_8));
    }

    @Override
    public void write(int oneByte) {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    /** The logging writes a line at a time. */
    @Override
    public synchronized void write(byte[] line, int from, int length) {
        if (dropped > 0 || waitingBytes + length > limitBytes) {
            dropped++;
            return;
        }
        lines.add(Arrays.copyOfRange(line, from, from + length));
        waitingBytes += length;
        notifyAll();
    }

    /** Waits a moment for what was written before: what is left then nobody reads. */
    @Override
    public synchronized void close() {
        long until = System.nanoTime() + LAST_LINES.toNanos();
        long left = LAST_LINES.toNanos();
        try {
            while (waitingBytes > 0 && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = until - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            while (true) {
                byte[] line = next();
                long missing = written(line, isTaken(line));
                if (missing > 0) {
                    tellDropped.accept(missing);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized byte[] next() throws InterruptedException {
        while (lines.isEmpty()) {
            wait();
        }
        return lines.remove();
    }

    private boolean isTaken(byte[] line) {
        try {
            out.write(line);
            return true;
        } catch (IOException e) {
            return false; // Its reader is gone, or the disk full: told if that ever changes.
        }
    }

    /** How many lines are missing, once there is room for others and somebody to take them. */
    private synchronized long written(byte[] line, boolean arrived) {
        waitingBytes -= line.length;
        notifyAll();
        if (!arrived) {
            lost++;
        }
        if (waitingBytes > limitBytes / 2) {
            return 0;
        }
        lost += dropped;
        dropped = 0;
        if (!arrived) {
            return 0; // To say so would only lose one more.
        }
        long missing = lost;
        lost = 0;
        return missing;
    }
}
