package flip.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromiseFileTest {
    private static final byte[] PAYLOAD =
            "epoch 7, ballot 3 of flip1".getBytes(StandardCharsets.UTF_8);

    private final Path folder;
    private PromiseFile promise;

    PromiseFileTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.promise = PromiseFile.open(folder);
    }

    @AfterEach
    void close() {
        promise.close();
    }

    @Test
    void whereNothingWasStoredItIsAbsent() throws IOException {
        assertThat(promise.load()).isEqualTo(new Loaded.Absent());
    }

    @Test
    void whatWasStoredIsLoadedAlsoByTheNextProcess() throws IOException {
        promise.store(PAYLOAD);
        assertThat(payload(promise.load())).isEqualTo(PAYLOAD);

        promise.close();
        promise = PromiseFile.open(folder);

        assertThat(payload(promise.load())).isEqualTo(PAYLOAD);
    }

    @Test
    void theLastOneStoredCountsWhateverItsLength() throws IOException {
        int[] lengths = {0, 5000, 1, 4096, 3, PromiseFile.LIMIT_PAYLOAD_BYTES, 100};
        for (int length : lengths) {
            byte[] payload = new byte[length];
            new Random(length).nextBytes(payload);

            promise.store(payload);

            assertThat(payload(promise.load())).isEqualTo(payload);
        }
        assertThat(folder.resolve(PromiseFile.TEMPORARY_NAME)).doesNotExist();
    }

    @Test
    void aPayloadOverTheLimitIsOurFault() {
        assertThatThrownBy(() -> promise.store(new byte[PromiseFile.LIMIT_PAYLOAD_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(PromiseFile.LIMIT_PAYLOAD_BYTES));
    }

    @Test
    void everyTruncationIsDamage() throws IOException {
        promise.store(PAYLOAD);
        byte[] whole = Files.readAllBytes(promise.path());

        for (int length = 0; length < whole.length; length++) {
            Files.write(promise.path(), Arrays.copyOf(whole, length));
            assertThat(promise.load()).as("length %d", length).isInstanceOf(Loaded.Damaged.class);
        }
    }

    @Test
    void everySingleFlippedBitIsDamage() throws IOException {
        promise.store(PAYLOAD);
        byte[] whole = Files.readAllBytes(promise.path());

        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(promise.path(), flipped);
            assertThat(promise.load()).as("bit %d", bit).isInstanceOf(Loaded.Damaged.class);
        }
    }

    @Test
    void everyZeroedTailIsDamage() throws IOException {
        // What some file systems leave of a file that grew just before the power went.
        promise.store(PAYLOAD);
        byte[] whole = Files.readAllBytes(promise.path());

        for (int from = 0; from < whole.length; from++) {
            byte[] zeroed = whole.clone();
            Arrays.fill(zeroed, from, zeroed.length, (byte) 0);
            Files.write(promise.path(), zeroed);
            assertThat(promise.load()).as("from %d", from).isInstanceOf(Loaded.Damaged.class);
        }
    }

    @Test
    void whatFollowsThePromiseIsDamageToo() throws IOException {
        promise.store(PAYLOAD);
        byte[] whole = Files.readAllBytes(promise.path());

        Files.write(promise.path(), Arrays.copyOf(whole, whole.length + 1));
        assertThat(promise.load()).isInstanceOf(Loaded.Damaged.class);

        Files.write(promise.path(), new byte[PromiseFormat.LIMIT_FILE_BYTES + 1]);
        assertThat(reason(promise.load())).contains("longer than");
    }

    @Test
    void aFileOfANewerFormatIsNotDamaged() throws IOException {
        byte[] newer = PromiseFormat.encode(PAYLOAD);
        ByteBuffer.wrap(newer).putInt(8, PromiseFormat.VERSION + 1);
        CRC32C checksum = new CRC32C();
        checksum.update(newer, 0, newer.length - PromiseFormat.CHECKSUM_BYTES);
        ByteBuffer.wrap(newer)
                .putInt(newer.length - PromiseFormat.CHECKSUM_BYTES, (int) checksum.getValue());
        Files.write(promise.path(), newer);

        Loaded loaded = promise.load();

        assertThat(loaded).isInstanceOf(Loaded.TooNew.class);
        assertThat(((Loaded.TooNew) loaded).reason()).contains("format 2").contains("up to 1");
    }

    @Test
    void aDamagedFileIsSetAsideAndNeverDeleted() throws IOException {
        Files.writeString(promise.path(), "first rubbish");
        Path first = promise.setAside(reason(promise.load()));
        assertThat(promise.load()).isEqualTo(new Loaded.Absent());

        Files.writeString(promise.path(), "second rubbish");
        Path second = promise.setAside(reason(promise.load()));
        promise.store(PAYLOAD);

        assertThat(first).hasContent("first rubbish");
        assertThat(second).hasContent("second rubbish");
        assertThat(payload(promise.load())).isEqualTo(PAYLOAD);
    }

    @Test
    void whatIsReplacedIsKept() throws IOException {
        promise.store("before".getBytes(StandardCharsets.UTF_8));

        promise.replace(PAYLOAD, "it is of no use");

        assertThat(payload(promise.load())).isEqualTo(PAYLOAD);
        byte[] aside = Files.readAllBytes(folder.resolve(PromiseFile.ASIDE_PREFIX + 1));
        assertThat(payload(PromiseFormat.decode(aside))).asString().isEqualTo("before");
    }

    /** An operator's word, with which another cluster begins, is not lost between two steps. */
    @Test
    void whatCannotBeReplacedIsThereAsItWas() throws IOException {
        promise.store(PAYLOAD);
        promise.close();
        promise = PromiseFile.open(folder, new FullDisk());

        assertThatThrownBy(() -> promise.replace(new byte[1], "it is of no use"))
                .isInstanceOf(DataDirRefused.class)
                .hasMessageContaining("the disk is full");

        assertThat(payload(promise.load())).isEqualTo(PAYLOAD);
        assertThat(folder.resolve(PromiseFile.ASIDE_PREFIX + 1)).doesNotExist();
    }

    /** But for what is tried at the start. */
    private static final class FullDisk implements FileOps {
        @Override
        public void write(Path file, byte[] content) throws IOException {
            if (file.endsWith(PromiseFile.TEMPORARY_NAME)) {
                throw new IOException("No space left on device");
            }
            SYSTEM.write(file, content);
        }

        @Override
        public void replace(Path from, Path to) throws IOException {
            SYSTEM.replace(from, to);
        }

        @Override
        public void syncFolder(Path folder) throws IOException {
            SYSTEM.syncFolder(folder);
        }
    }

    @Test
    void somethingThatCannotBeReadIsNeitherAbsentNorDamaged() throws IOException {
        Files.createDirectory(promise.path());

        assertThatThrownBy(promise::load)
                .isInstanceOf(DataDirRefused.class)
                .hasMessageStartingWith("cannot read " + promise.path() + ": ");
    }

    @Test
    void whatACrashLeftBehindIsRemovedAtTheNextStart() throws IOException {
        promise.store(PAYLOAD);
        promise.close();
        Files.writeString(folder.resolve(PromiseFile.TEMPORARY_NAME), "half a prom");
        Files.writeString(folder.resolve("trial"), "");

        promise = PromiseFile.open(folder);

        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(PromiseFile.NAME, DataDir.LOCK_NAME);
        }
        assertThat(payload(promise.load())).isEqualTo(PAYLOAD);
    }

    private static byte[] payload(Loaded loaded) {
        assertThat(loaded).isInstanceOf(Loaded.Payload.class);
        return ((Loaded.Payload) loaded).bytes();
    }

    private static String reason(Loaded loaded) {
        assertThat(loaded).isInstanceOf(Loaded.Damaged.class);
        return ((Loaded.Damaged) loaded).reason();
    }
}
