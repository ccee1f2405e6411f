package flip.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine that stops in the middle of a store, at each place where it can. */
class CrashTest {
    private static final byte[] OLD = "the promise before".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEW = "and the one after it".getBytes(StandardCharsets.UTF_8);

    private final Path folder;

    CrashTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** Where the world ends. */
    private enum Step {
        WRITE,
        REPLACE,
        SYNC_FOLDER
    }

    /** Works until it is armed; then it does a part of the step and ends the world. */
    private static final class Crashing implements FileOps {
        private final Step step;
        private final int bytesWritten;
        private boolean armed;

        Crashing(Step step, int bytesWritten) {
            this.step = step;
            this.bytesWritten = bytesWritten;
        }

        @Override
        public void write(Path file, byte[] content) throws IOException {
            if (armed && step == Step.WRITE) {
                Files.write(file, Arrays.copyOf(content, bytesWritten));
                throw new IOException("the power went");
            }
            SYSTEM.write(file, content);
        }

        @Override
        public void replace(Path from, Path to) throws IOException {
            if (armed && step == Step.REPLACE) {
                throw new IOException("the power went");
            }
            SYSTEM.replace(from, to);
        }

        @Override
        public void syncFolder(Path folder) throws IOException {
            if (armed && step == Step.SYNC_FOLDER) {
                throw new IOException("the power went");
            }
            SYSTEM.syncFolder(folder);
        }
    }

    @Test
    void everyTornWriteLeavesThePromiseBefore() throws IOException {
        int length = PromiseFormat.encode(NEW).length;
        for (int written = 0; written <= length; written++) {
            assertThat(loadedAfterCrash(new Crashing(Step.WRITE, written)))
                    .as("%d bytes written", written)
                    .isEqualTo(OLD);
        }
    }

    @Test
    void aCrashBeforeTheNewOneTookItsPlaceLeavesThePromiseBefore() throws IOException {
        assertThat(loadedAfterCrash(new Crashing(Step.REPLACE, 0))).isEqualTo(OLD);
    }

    @Test
    void aCrashBeforeTheFolderIsSyncedLeavesOneOfThemWhole() throws IOException {
        assertThat(loadedAfterCrash(new Crashing(Step.SYNC_FOLDER, 0))).isIn(OLD, NEW);
    }

    @Test
    void aStoreThatFailedCanBeTriedAgain() throws IOException {
        for (Step step : Step.values()) {
            Crashing ops = new Crashing(step, 5);
            try (PromiseFile promise = PromiseFile.open(folder, ops)) {
                ops.armed = true;
                assertThatThrownBy(() -> promise.store(NEW)).hasMessageContaining("the power went");
                ops.armed = false;

                promise.store(NEW);

                assertThat(((Loaded.Payload) promise.load()).bytes()).isEqualTo(NEW);
            }
        }
    }

    /** What the next process finds when this one stored the old one, then died storing the new. */
    private byte[] loadedAfterCrash(Crashing ops) throws IOException {
        try (PromiseFile promise = PromiseFile.open(folder, ops)) {
            promise.store(OLD);
            ops.armed = true;
            assertThatThrownBy(() -> promise.store(NEW)).isInstanceOf(DataDirRefused.class);
        }
        try (PromiseFile next = PromiseFile.open(folder)) {
            assertThat(folder.resolve(PromiseFile.TEMPORARY_NAME)).doesNotExist();
            Loaded loaded = next.load();
            assertThat(loaded).isInstanceOf(Loaded.Payload.class);
            return ((Loaded.Payload) loaded).bytes();
        }
    }
}
