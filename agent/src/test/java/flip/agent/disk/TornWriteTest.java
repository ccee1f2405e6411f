package flip.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What may be on a disk when the power goes during a store: before it has told that it has the
 * bytes of a file, any of them may be missing; before it has told that it has the names of a
 * folder, each name may be the old one or the new one.
 */
class TornWriteTest {
    private static final byte[] OLD = PromiseFormat.encode(bytes("epoch 7"));
    private static final byte[] NEW = PromiseFormat.encode(bytes("epoch 8, ours"));
    private static final int SECTOR = 512;
    private static final int SECTORS = 12;

    /** What is written here is wanted for a moment. */
    private static final FileOps HASTY =
            new FileOps() {
                @Override
                public void write(Path file, byte[] content) throws IOException {
                    Files.write(file, content);
                }

                @Override
                public void replace(Path from, Path to) throws IOException {
                    SYSTEM.replace(from, to);
                }

                @Override
                public void syncFolder(Path folder) {}
            };

    @TempDir private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The file's bytes are under way: its name may be there already, and any of them missing. */
    @Test
    void whateverIsMissingOfTheNewFileTheOldOneIsLoaded() throws IOException {
        for (byte[] torn : torn(NEW, leftover())) {
            assertLoaded(
                    "epoch 7", Map.of(PromiseFile.NAME, OLD, PromiseFile.TEMPORARY_NAME, torn));
        }
        assertLoaded("epoch 7", Map.of(PromiseFile.NAME, OLD));
    }

    /** The names are under way; a rename may be half done, with both. */
    @Test
    void whateverNamesAreThereOneOfTheTwoIsLoadedWhole() throws IOException {
        assertLoaded("epoch 7", Map.of(PromiseFile.NAME, OLD, PromiseFile.TEMPORARY_NAME, NEW));
        assertLoaded("epoch 8, ours", Map.of(PromiseFile.NAME, NEW));
        assertLoaded(
                "epoch 8, ours", Map.of(PromiseFile.NAME, NEW, PromiseFile.TEMPORARY_NAME, NEW));
    }

    /** The first one ever: before it is told that the disk has it, nobody relies on it. */
    @Test
    void whateverIsMissingOfTheFirstFileThereIsNone() throws IOException {
        for (byte[] torn : torn(NEW, leftover())) {
            try (PromiseFile next = afterwards(Map.of(PromiseFile.TEMPORARY_NAME, torn))) {
                assertThat(next.load()).isEqualTo(new Loaded.Absent());
            }
        }
    }

    /** As no file system should: in place of a promise there is a part of it, or of two. */
    @Test
    void aTornPromiseIsNeverTakenForGood() throws IOException {
        Path file = folder.resolve(PromiseFile.NAME);
        List<byte[]> all = new ArrayList<>(torn(NEW, OLD));
        all.addAll(torn(OLD, NEW));
        int damaged = 0;
        for (byte[] torn : all) {
            Files.write(file, torn);
            Loaded loaded = PromiseFile.peek(folder);
            if (!Arrays.equals(torn, OLD) && !Arrays.equals(torn, NEW)) {
                assertThat(loaded)
                        .as("%s", Arrays.toString(torn))
                        .isInstanceOf(Loaded.Damaged.class);
                damaged++;
            }
        }
        assertThat(damaged).isGreaterThan(500);
    }

    /** Larger than a page: every subset of the sectors of the new one, over zeros and the old. */
    @Test
    void aPromiseOfWhichAnySectorsAreMissingIsDamaged() {
        byte[] old = large(1);
        byte[] whole = large(2);
        for (byte[] below : List.of(old, new byte[whole.length])) {
            for (int written = 0; written < (1 << SECTORS) - 1; written++) {
                byte[] torn = below.clone();
                for (int sector = 0; sector < SECTORS; sector++) {
                    if ((written >> sector & 1) == 1) {
                        int from = sector * SECTOR;
                        System.arraycopy(whole, from, torn, from, SECTOR);
                    }
                }
                if (!Arrays.equals(torn, old)) {
                    assertThat(PromiseFormat.decode(torn))
                            .as("sectors %s", Integer.toBinaryString(written))
                            .isInstanceOf(Loaded.Damaged.class);
                }
            }
        }
    }

    /** Whatever was left, the next store is whole again. */
    @Test
    void afterEveryTornWriteTheNextOneIsStoredAndLoaded() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        List<byte[]> all = torn(NEW, leftover());
        for (int turn = 0; turn < 100; turn++) {
            byte[] torn = all.get(random.nextInt(all.size()));
            byte[] next = bytes("epoch " + (9 + turn));
            try (PromiseFile file =
                    afterwards(Map.of(PromiseFile.NAME, OLD, PromiseFile.TEMPORARY_NAME, torn))) {
                file.store(next);
            }
            assertLoaded(new String(next, StandardCharsets.UTF_8), Map.of());
        }
    }

    /** What a former attempt left where the next is written. */
    private static byte[] leftover() {
        return PromiseFormat.encode(bytes("epoch 8, of another try, and longer"));
    }

    private static byte[] large(long seed) {
        byte[] payload =
                new byte
                        [SECTORS * SECTOR
                                - PromiseFormat.HEADER_BYTES
                                - PromiseFormat.CHECKSUM_BYTES];
        new SplittableRandom(seed).nextBytes(payload);
        return PromiseFormat.encode(payload);
    }

    /** Every prefix, as it is and filled up, and every range that was not written. */
    private static List<byte[]> torn(byte[] whole, byte[] below) {
        Set<List<Byte>> all = new LinkedHashSet<>();
        List<byte[]> different = new ArrayList<>();
        byte[] under = Arrays.copyOf(below, whole.length);
        for (int from = 0; from <= whole.length; from++) {
            add(different, all, Arrays.copyOf(whole, from));
            for (int to = from; to <= whole.length; to++) {
                byte[] zeroed = whole.clone();
                Arrays.fill(zeroed, from, to, (byte) 0);
                add(different, all, zeroed);
                byte[] mixed = whole.clone();
                System.arraycopy(under, from, mixed, from, to - from);
                add(different, all, mixed);
            }
        }
        return different;
    }

    private static void add(List<byte[]> different, Set<List<Byte>> seen, byte[] bytes) {
        List<Byte> boxed = new ArrayList<>();
        for (byte each : bytes) {
            boxed.add(each);
        }
        if (seen.add(boxed)) {
            different.add(bytes);
        }
    }

    private void assertLoaded(String payload, Map<String, byte[]> files) throws IOException {
        try (PromiseFile next = afterwards(files)) {
            Loaded loaded = next.load();
            assertThat(loaded).isInstanceOf(Loaded.Payload.class);
            assertThat(((Loaded.Payload) loaded).bytes()).isEqualTo(bytes(payload));
        }
    }

    /** The next process, which finds those files. */
    private PromiseFile afterwards(Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        PromiseFile next = PromiseFile.open(folder, HASTY);
        assertThat(folder.resolve(PromiseFile.TEMPORARY_NAME)).doesNotExist();
        return next;
    }
}
