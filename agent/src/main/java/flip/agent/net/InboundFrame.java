package flip.agent.net;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * One frame as it comes in: four bytes that say its length, then as many bytes. The memory for it
 * grows with what has come, not with what was announced.
 */
final class InboundFrame {
    static final int LENGTH_BYTES = 4;

    private static final int FIRST_CAPACITY_BYTES = 4096;

    /** How far a frame is. */
    enum Progress {
        INCOMPLETE,
        COMPLETE,
        TOO_SHORT,
        TOO_LONG
    }

    private long announced;
    private int lengthBytesSeen;
    private byte[] bytes = {};
    private int filled;

    /** Takes what it still needs out of the buffer. */
    Progress take(ByteBuf from) {
        while (lengthBytesSeen < LENGTH_BYTES && from.isReadable()) {
            announced = announced << 8 | from.readUnsignedByte();
            lengthBytesSeen++;
        }
        if (lengthBytesSeen < LENGTH_BYTES) {
            return Progress.INCOMPLETE;
        }
        if (announced < Sealer.OVERHEAD_BYTES) {
            return Progress.TOO_SHORT;
        }
        if (announced > Sealer.FRAME_LIMIT_BYTES) {
            return Progress.TOO_LONG;
        }
        int part = (int) Math.min(announced - filled, from.readableBytes());
        reserve(filled + part);
        from.readBytes(bytes, filled, part);
        filled += part;
        return filled == announced ? Progress.COMPLETE : Progress.INCOMPLETE;
    }

    /** The memory that it holds now. */
    int heldBytes() {
        return bytes.length;
    }

    /** The frame, once it is complete. */
    byte[] sealed() {
        return bytes.length == filled ? bytes : Arrays.copyOf(bytes, filled);
    }

    private void reserve(int needed) {
        if (needed > bytes.length) {
            int doubled = Math.max(FIRST_CAPACITY_BYTES, bytes.length * 2);
            bytes = Arrays.copyOf(bytes, (int) Math.min(announced, Math.max(needed, doubled)));
        }
    }
}
