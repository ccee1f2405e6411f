package flip.agent.process;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * What one run prints, read until the process has ended and not longer.
 *
 * <p>This is a named pipe and not the one that the JDK makes, for two reasons. A child in the
 * background may hold the output open long after the script has ended; here the end is a mark that
 * we write ourselves once the process is gone, behind all that it printed, so nobody waits for that
 * child. And when a process ends, the JDK reads what is left in its own pipe into memory without a
 * bound, while a child that still prints keeps refilling it.
 */
final class OutputPipe implements Output {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MARK_BYTES = 16;

    /** What most scripts print is less; more than a thousand of them may run at a time. */
    private static final int LEAST_BUFFER_BYTES = 2 * 1024;

    private static final int MOST_BUFFER_BYTES = 32 * 1024;

    /** Between two reads of a flood: about 30 MB a second, a few percent of one core. */
    private static final long FLOOD_PAUSE_NANOS = 1_000_000;

    private final Path name;
    private final RandomAccessFile pipe;
    private final byte[] mark = new byte[MARK_BYTES];
    private volatile boolean ended;

    OutputPipe(Path name) throws IOException {
        this.name = name;
        if (!Files.readAttributes(name, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException(name + " is not a pipe");
        }
        // For reading and writing: so it neither waits for a writer nor ends with the last one.
        pipe = new RandomAccessFile(name.toFile(), "rw");
        RANDOM.nextBytes(mark);
    }

    @Override
    public File writingEnd() {
        return name.toFile();
    }

    @Override
    public void opened() {
        delete();
    }

    @Override
    public void end() {
        ended = true;
        try {
            pipe.write(mark);
        } catch (IOException e) {
            // It was closed: then nobody reads, and nobody waits for the mark.
        }
    }

    @Override
    public void readTo(OutputLines lines) {
        byte[] buffer = new byte[LEAST_BUFFER_BYTES];
        int kept = 0;
        while (true) {
            int size = kept + read(buffer, kept);
            kept = 0;
            boolean mayHaveMark = ended;
            if (mayHaveMark) {
                int at = indexOfMark(buffer, size);
                if (at >= 0) {
                    lines.take(buffer, 0, at);
                    return;
                }
                kept = Math.min(MARK_BYTES - 1, size); // It may have come in parts.
            }
            lines.take(buffer, 0, size - kept);
            boolean isFlood = size == buffer.length && size < MOST_BUFFER_BYTES;
            byte[] next = isFlood ? new byte[2 * size] : buffer;
            System.arraycopy(buffer, size - kept, next, 0, kept);
            buffer = next;
            if (lines.isFull() && !mayHaveMark) {
                LockSupport.parkNanos(FLOOD_PAUSE_NANOS);
            }
        }
    }

    private int read(byte[] buffer, int from) {
        try {
            int count = pipe.read(buffer, from, buffer.length - from);
            if (count < 0) {
                throw new AssertionError("a pipe that we can write ourselves ended: " + name);
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what a script prints from " + name, e);
        }
    }

    private int indexOfMark(byte[] buffer, int size) {
        for (int at = 0; at <= size - MARK_BYTES; at++) {
            int same = 0;
            while (same < MARK_BYTES && buffer[at + same] == mark[same]) {
                same++;
            }
            if (same == MARK_BYTES) {
                return at;
            }
        }
        return -1;
    }

    /** What still prints gets a signal for it, as with every closed pipe. */
    @Override
    public void close() {
        delete();
        try {
            pipe.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + name, e);
        }
    }

    private void delete() {
        try {
            Files.deleteIfExists(name);
        } catch (IOException e) {
            // A read-only disk by now. Nobody uses a name twice; it goes with its folder.
        }
    }
}
