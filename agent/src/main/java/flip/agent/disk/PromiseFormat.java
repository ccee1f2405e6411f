package flip.agent.disk;

import flip.membership.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The bytes of a promise file: magic, version of the format, length of the payload, the payload,
 * and the checksum of all of that.
 */
final class PromiseFormat {
    static final int VERSION = 1;

    /** What is longer is no promise. */
    static final int LIMIT_PAYLOAD_BYTES = Wire.LONGEST_PROMISE;

    static final int HEADER_BYTES = 16;
    static final int CHECKSUM_BYTES = 4;
    static final int LIMIT_FILE_BYTES = HEADER_BYTES + LIMIT_PAYLOAD_BYTES + CHECKSUM_BYTES;

    private static final byte[] MAGIC = "FLIPPROM".getBytes(StandardCharsets.US_ASCII);

    private PromiseFormat() {}

    static byte[] encode(byte[] payload) {
        if (payload.length > LIMIT_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "a promise has at most "
                            + LIMIT_PAYLOAD_BYTES
                            + " bytes, not "
                            + payload.length);
        }
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + payload.length + CHECKSUM_BYTES);
        file.put(MAGIC).putInt(VERSION).putInt(payload.length).put(payload);
        file.putInt(checksum(file.array(), file.position()));
        return file.array();
    }

    static Loaded decode(byte[] content) {
        if (content.length < HEADER_BYTES + CHECKSUM_BYTES) {
            return new Loaded.Damaged("it is cut off: it has only " + content.length + " bytes");
        }
        ByteBuffer file = ByteBuffer.wrap(content);
        byte[] magic = new byte[MAGIC.length];
        file.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            return new Loaded.Damaged("it does not begin as a promise file does");
        }
        int version = file.getInt();
        int length = file.getInt();
        int checked = content.length - CHECKSUM_BYTES;
        // Before the version is believed: a newer format ends with the same checksum.
        if (file.getInt(checked) != checksum(content, checked)) {
            return new Loaded.Damaged("its checksum is wrong: it was changed, or cut off");
        }
        if (version > VERSION) {
            return new Loaded.TooNew(
                    "it has format " + version + ", and this agent reads up to " + VERSION);
        }
        if (version != VERSION || length != checked - HEADER_BYTES) {
            return new Loaded.Damaged(
                    "its header is wrong: format " + version + ", length " + length);
        }
        return new Loaded.Payload(Arrays.copyOfRange(content, HEADER_BYTES, checked));
    }

    private static int checksum(byte[] content, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(content, 0, length);
        return (int) checksum.getValue();
    }
}
