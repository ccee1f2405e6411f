package flip.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import flip.agent.process.ScriptFolders.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptFoldersTest {
    private final Path place;
    private final Path first;
    private final Path second;
    private final ScriptFolders folders;

    ScriptFoldersTest(@TempDir Path place) throws IOException {
        this.place = place;
        first = Files.createDirectory(place.resolve("first"));
        second = Files.createDirectory(place.resolve("second"));
        folders = new ScriptFolders(List.of(first, place.resolve("none"), second));
    }

    @Test
    void theNameItselfComesBeforeTheNameWithSh() throws IOException {
        script(first.resolve("ip_up.sh"));
        assertFound("ip_up", first.resolve("ip_up.sh"));

        script(first.resolve("ip_up"));
        assertFound("ip_up", first.resolve("ip_up"));
    }

    @Test
    void anEarlierFolderComesBeforeALaterOne() throws IOException {
        script(second.resolve("ip_up"));
        assertFound("ip_up", second.resolve("ip_up"));

        script(first.resolve("ip_up.sh"));
        assertFound("ip_up", first.resolve("ip_up.sh"));
    }

    @Test
    void aFolderDoesNotHideTheScriptOfItsName() throws IOException {
        Files.createDirectory(first.resolve("ip"));
        script(first.resolve("ip.sh"));

        assertFound("ip", first.resolve("ip.sh"));
    }

    @Test
    void anAbsolutePathIsTakenAsItIs() throws IOException {
        Path elsewhere = script(place.resolve("own"));

        assertFound(elsewhere.toString(), elsewhere);
    }

    @Test
    void aNameThatCannotBeOneIsAReasonToo() {
        assertThat(folders.find("a\0b"))
                .isEqualTo(new Found.Nothing("\"a?b\" cannot be the name of a script: correct it"));
        assertThat(folders.find(" ")).isInstanceOf(Found.Nothing.class);
    }

    @Test
    void allFoldersAreNamedWhenThereIsNoSuchScript() {
        assertThat(folders.find("x")).asString().contains(first + " or ", " or " + second + ": ");
        assertThat(new ScriptFolders(List.of()).find("x")).asString().contains("scripts_dir");
    }

    private static Path script(Path file) throws IOException {
        Files.writeString(file, "#!/bin/sh\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void assertFound(String name, Path file) {
        assertThat(folders.find(name)).isEqualTo(new Found.Script(file));
    }

    @Test
    void aFolderThatEverybodyMayWriteIntoIsNotTrusted() throws IOException {
        script(first.resolve("ip_up"));
        Files.setPosixFilePermissions(first, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(folders.find("ip_up"))
                .isEqualTo(
                        new Found.Nothing(
                                "everybody may write into the folder of scripts "
                                        + first
                                        + ": run chmod o-w "
                                        + first));
    }
}
