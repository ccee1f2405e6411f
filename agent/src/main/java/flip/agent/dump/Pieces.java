package flip.agent.dump;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.GZIPOutputStream;

/**
 * The last steps of a node as text in a bounded number of bytes: pieces, each compressed by itself,
 * of which the oldest goes. Several, one after the other, are one gzip file.
 */
final class Pieces {
    /** Small enough that little goes at once, and large enough to be compressed well. */
    private static final int PIECE_BYTES = 16 * 1024;

    private final int limitBytes;
    private final Deque<Piece> closed = new ArrayDeque<>();
    private Piece open = new Piece();
    private int closedBytes;
    private long missing;

    /** Lines of text. */
    interface Lines {
        void write(Appendable out) throws IOException;
    }

    /** Takes lines until it is closed. */
    private static final class Piece {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Writer text;
        private long steps;

        Piece() {
            try {
                text = new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw inMemory(e);
            }
        }

        void add(Lines lines) {
            try {
                lines.write(text);
            } catch (IOException e) {
                throw inMemory(e);
            }
        }

        void close() {
            try {
                text.close();
            } catch (IOException e) {
                throw inMemory(e);
            }
        }

        private static UncheckedIOException inMemory(IOException cause) {
            return new UncheckedIOException("in memory", cause);
        }
    }

    Pieces(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    void clear() {
        closed.clear();
        open = new Piece();
        closedBytes = 0;
        missing = 0;
    }

    /** One step. */
    void add(Lines step) {
        open.add(step);
        open.steps++;
        if (open.bytes.size() >= PIECE_BYTES) {
            close();
        }
    }

    private void close() {
        open.close();
        closed.addLast(open);
        closedBytes += open.bytes.size();
        open = new Piece();
        while (closedBytes > limitBytes) {
            Piece oldest = closed.removeFirst();
            closedBytes -= oldest.bytes.size();
            missing += oldest.steps;
        }
    }

    /** How many steps were kept and are no more. */
    long missing() {
        return missing;
    }

    /** How many steps are here. */
    long steps() {
        return closed.stream().mapToLong(piece -> piece.steps).sum() + open.steps;
    }

    /** Between what comes before and after. */
    void write(OutputStream out, Lines before, Lines after) throws IOException {
        close();
        compressed(before).writeTo(out);
        for (Piece piece : closed) {
            piece.bytes.writeTo(out);
        }
        compressed(after).writeTo(out);
    }

    private static ByteArrayOutputStream compressed(Lines lines) {
        Piece piece = new Piece();
        piece.add(lines);
        piece.close();
        return piece.bytes;
    }
}
