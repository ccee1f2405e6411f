package flip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import flip.agent.config.SystemFolder.FileSystemLook;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a server's own files are when its configuration does not say so. */
class PathsTest {
    private static final Path SYSTEM = Path.of("/var/lib/flip");
    private static final Path ABOVE = Path.of("/var/lib");
    private static final Path BESIDE = Path.of("/etc/flip/data");

    /** A file system in which those folders, and all above, are there. */
    private record Given(Set<Path> folders, boolean isWritable, boolean isReadOnly, boolean areOurs)
            implements FileSystemLook {
        @Override
        public boolean isThere(Path folder) {
            return folders.stream().anyMatch(there -> there.startsWith(folder));
        }

        @Override
        public boolean isWritable(Path folder) {
            return isWritable && !isReadOnly;
        }

        @Override
        public boolean isReadOnly(Path folder) {
            return isReadOnly;
        }

        @Override
        public boolean isOurs(Path folder) {
            return areOurs;
        }
    }

    private static Path dataDir(FileSystemLook look) {
        return Paths.dataDir(Path.of("/etc/flip"), new SystemFolder(SYSTEM, look));
    }

    @Test
    void whatMayBeWrittenOrMadeIsTheDataDir() {
        assertThat(dataDir(new Given(Set.of(SYSTEM), true, false, true))).isEqualTo(SYSTEM);
        assertThat(dataDir(new Given(Set.of(ABOVE), true, false, false))).isEqualTo(SYSTEM);
    }

    @Test
    void anotherUsersFolderIsNot() {
        assertThat(dataDir(new Given(Set.of(SYSTEM), false, false, false))).isEqualTo(BESIDE);
        assertThat(dataDir(new Given(Set.of(ABOVE), false, false, false))).isEqualTo(BESIDE);
        assertThat(dataDir(new Given(Set.of(ABOVE), false, false, true))).isEqualTo(BESIDE);
    }

    /** Elsewhere it would be another server, and this one again after the repair. */
    @Test
    void aFileSystemThatIsReadOnlyForAWhileMakesNoOtherDataDir() {
        assertThat(dataDir(new Given(Set.of(SYSTEM), true, true, true))).isEqualTo(SYSTEM);
        assertThat(dataDir(new Given(Set.of(SYSTEM), true, true, false))).isEqualTo(SYSTEM);
        assertThat(dataDir(new Given(Set.of(ABOVE), true, true, true))).isEqualTo(SYSTEM);
    }

    @Test
    void aFolderOfOurOwnThatWeMayNotWriteIsOursAllTheSame() {
        assertThat(dataDir(new Given(Set.of(SYSTEM), false, false, true))).isEqualTo(SYSTEM);
    }

    @Test
    void theHostIsAsked(@TempDir Path folder) {
        assertThat(new SystemFolder(folder.resolve("not").resolve("there")).isTaken()).isTrue();
        assertThat(new SystemFolder(Path.of("/proc/self")).isTaken()).isTrue();
    }
}
