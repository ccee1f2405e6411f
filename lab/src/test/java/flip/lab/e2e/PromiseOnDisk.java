package flip.lab.e2e;

import flip.membership.Promise;
import flip.membership.View;
import flip.membership.Wire;
import flip.membership.WireException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** An agent's promise file, for tests in which a disk says what it should not. */
record PromiseOnDisk(Path file) {
    private static final int HEADER_BYTES = 16;
    private static final int LENGTH_AT = 12;
    private static final int CHECKSUM_BYTES = 4;

    Promise read() {
        try {
            byte[] content = Files.readAllBytes(file);
            return Wire.decodePromise(
                    Arrays.copyOfRange(content, HEADER_BYTES, content.length - CHECKSUM_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (WireException e) {
            throw new IllegalStateException(file + " is no promise", e);
        }
    }

    /** The same server's promise, but with another view known; its checksum is right. */
    void know(View view) {
        Promise is = read();
        Promise lie =
                new Promise(
                        is.identity(),
                        is.incarnation(),
                        is.stampLimit(),
                        view,
                        is.promised(),
                        is.acceptedBallot(),
                        view,
                        is.configurationText(),
                        is.candidateText(),
                        is.mayHold());
        byte[] payload = Wire.encodePromise(lie);
        try {
            byte[] before = Files.readAllBytes(file);
            ByteBuffer content =
                    ByteBuffer.allocate(HEADER_BYTES + payload.length + CHECKSUM_BYTES);
            content.put(before, 0, HEADER_BYTES).putInt(LENGTH_AT, payload.length).put(payload);
            CRC32C checksum = new CRC32C();
            checksum.update(content.array(), 0, content.position());
            content.putInt((int) checksum.getValue());
            Files.write(file, content.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
