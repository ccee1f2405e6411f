package flip.agent.disk;

import flip.agent.fuzz.Limits;
import flip.membership.Wire;
import flip.membership.WireException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Whatever a promise file is found to hold, it is known what to make of it. */
public final class PromiseFuzz {
    private static final int BYTES_EACH = 200;

    private PromiseFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        Limits.hold(input, BYTES_EACH, () -> content(input));
        // With its right checksum, which no fuzzer guesses.
        CRC32C checksum = new CRC32C();
        checksum.update(input);
        byte[] checked =
                ByteBuffer.allocate(input.length + PromiseFormat.CHECKSUM_BYTES)
                        .put(input)
                        .putInt((int) checksum.getValue())
                        .array();
        Limits.hold(input, BYTES_EACH, () -> content(checked));
        Limits.hold(input, BYTES_EACH, () -> content(PromiseFormat.encode(input)));
    }

    private static void content(byte[] content) {
        Loaded loaded = PromiseFormat.decode(content);
        if (loaded instanceof Loaded.Payload payload) {
            if (!Arrays.equals(PromiseFormat.encode(payload.bytes()), content)) {
                throw new AssertionError("not what would be written");
            }
            promise(payload.bytes());
        } else if (loaded instanceof Loaded.Absent) {
            throw new AssertionError("there is a file, and it is taken for none");
        }
    }

    private static void promise(byte[] payload) {
        try {
            Limits.tell(Wire.decodePromise(payload));
        } catch (WireException e) {
            if (e.getMessage() == null) {
                throw new AssertionError("refused without a word", e);
            }
        }
    }
}
