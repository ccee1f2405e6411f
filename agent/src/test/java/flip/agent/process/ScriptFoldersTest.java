package flip.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

    @Test
    void aScriptThatEverybodyMayWriteToIsNotRun() throws IOException {
        Path script = script(first.resolve("ip_up"));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxrwxrwx"));

        Found refused =
                new Found.Nothing(
                        "everybody may write to script " + script + ": run chmod o-w " + script);
        assertThat(folders.find("ip_up")).isEqualTo(refused);
        assertThat(folders.find(script.toString())).isEqualTo(refused);
    }

    /** As a full disk leaves it: a shell would say that it has lowered. */
    @Test
    void anEmptyScriptIsNotRun() throws IOException {
        Path script = script(first.resolve("ip_down"));
        Files.writeString(script, "");

        assertThat(folders.find("ip_down"))
                .isEqualTo(new Found.Nothing("script " + script + " is empty: install it again"));
    }

    @Test
    void aFolderThatAThirdUserMadeMeanwhileIsPassedOver() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
        Path later = place.resolve("later");
        ScriptFolders ours = new ScriptFolders(List.of(later, second), owner -> owner == 0);
        script(Files.createDirectory(later).resolve("ip_up"));
        assertThat(ours.find("ip_up")).isEqualTo(new Found.Script(later.resolve("ip_up")));

        Files.setAttribute(later, "unix:uid", 65534);
        assertThat(ours.find("ip_up")).isInstanceOf(Found.Nothing.class);

        script(second.resolve("ip_up"));
        assertThat(ours.find("ip_up")).isEqualTo(new Found.Script(second.resolve("ip_up")));
    }

    @Test
    void aScriptOfAThirdUserIsNotRun() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
        ScriptFolders ours = new ScriptFolders(List.of(first), owner -> owner == 0);
        Path script = script(first.resolve("ip_up"));
        Files.setAttribute(script, "unix:uid", 65534);

        assertThat(ours.find("ip_up"))
                .isEqualTo(
                        new Found.Nothing(
                                "script "
                                        + script
                                        + " belongs to neither root nor the owner of the"
                                        + " configuration: run chown root "
                                        + script));
    }
}
