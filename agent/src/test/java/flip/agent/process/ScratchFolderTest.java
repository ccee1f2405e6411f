package flip.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFolderTest {
    private final Path parent;

    ScratchFolderTest(@TempDir Path parent) {
        this.parent = parent;
    }

    @Test
    void itIsOursAloneAndGoesWithUs() throws IOException {
        ScratchFolder scratch = new ScratchFolder(parent);

        Path folder = scratch.path();
        Files.createFile(folder.resolve("1"));

        assertThat(Files.getPosixFilePermissions(folder)).hasSize(3);
        assertThat(scratch.path()).isEqualTo(folder);
        scratch.delete();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void itIsMadeAgainWhenSomebodyDeletesIt() throws IOException {
        ScratchFolder scratch = new ScratchFolder(parent);
        Path folder = scratch.path();
        Files.delete(folder.resolve("lock"));
        Files.delete(folder);

        assertThat(scratch.path()).isEqualTo(folder).isDirectory();
        scratch.delete();
    }

    @Test
    void whatAKilledAgentLeftIsDeletedAndWhatIsInUseIsNot() throws IOException {
        Path left = Files.createDirectory(parent.resolve("flip-scripts-of-the-killed"));
        Files.createFile(left.resolve("lock"));
        Files.createFile(left.resolve("7"));
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Files.createFile(elsewhere.resolve("lock"));
        Path link = Files.createSymbolicLink(parent.resolve("flip-scripts-link"), elsewhere);
        ScratchFolder other = new ScratchFolder(parent);
        Path inUse = other.path();
        Files.createFile(inUse.resolve("7"));

        ScratchFolder scratch = new ScratchFolder(parent);
        Path ours = scratch.path();

        assertThat(parent.toFile().list())
                .containsExactlyInAnyOrder(
                        ours.getFileName().toString(),
                        inUse.getFileName().toString(),
                        "elsewhere",
                        "flip-scripts-link");
        assertThat(inUse.resolve("7")).exists();
        assertThat(link.resolve("lock")).exists();
        scratch.delete();
        other.delete();
    }
}
