package flip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysReaderTest {
    private static final String SERVERS = "\"servers\": {\"a\": {\"ip\": \"::1\", \"port\": 1}}}";

    @TempDir private Path folder = Path.of("");

    @Test
    void aKeyIsReadFromAFileWithoutItsLineEnd() throws IOException {
        keyFile("correct horse battery\n", "rw-r-----");

        assertThat(read()).isInstanceOf(Reading.Accepted.class);
        assertThat(((Reading.Accepted) read()).settings().keys())
                .isEqualTo(new SharedKeys(ImmutableList.of("correct horse battery")));
    }

    @Test
    void aKeyFileThatEverybodyCanReadIsRefused() throws IOException {
        keyFile("correct horse battery", "rw-r--r--");

        assertThat(read().report())
                .contains("the key file " + folder.resolve("key") + " can be read by everybody")
                .contains("chmod 600 " + folder.resolve("key"));
    }

    @Test
    void aKeyFileThatIsNoKeyIsRefused() throws IOException {
        assertThat(read().report()).contains("does not exist");

        keyFile("", "rw-------");
        assertThat(read().report()).contains("is empty");

        keyFile("x".repeat(5000), "rw-------");
        assertThat(read().report()).contains("has more than 4096 bytes");

        Files.write(folder.resolve("key"), new byte[] {(byte) 0xff});
        assertThat(read().report()).contains("is not UTF-8 text");

        Files.delete(folder.resolve("key"));
        Files.createDirectory(folder.resolve("key"));
        assertThat(read().report()).contains("is no file");
    }

    @Test
    void aShortKeyIsWarnedAbout() throws IOException {
        keyFile("short", "rw-------");

        assertThat(read()).isInstanceOf(Reading.Accepted.class);
        assertThat(read().report()).contains("fewer than 16 characters");
    }

    @Test
    void theFirstOfSeveralKeysComesFirst() {
        String text = "{\"keys\": [\"staple correct horse\", \"correct horse battery\"]," + SERVERS;

        assertThat(Fixtures.accepted(text, new OwnId.Anyone()).keys().values())
                .containsExactly("staple correct horse", "correct horse battery");
    }

    private void keyFile(String content, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private Reading read() {
        return ConfigurationFile.read(
                "{\"key_file\": \"key\"," + SERVERS,
                folder.resolve("flip.json"),
                new OwnId.Anyone(),
                true);
    }

    @Test
    void aKeyFileHasOneLine() throws IOException {
        keyFile("correct horse battery\r\n\n \n", "rw-------");
        assertThat(((Reading.Accepted) read()).settings().keys().values())
                .containsExactly("correct horse battery");

        keyFile("correct horse battery\n# of May\n", "rw-------");
        assertThat(read().report()).contains("has more than one line");

        keyFile("\ncorrect horse battery\n", "rw-------");
        assertThat(read().report()).contains("begins with an empty line");
    }

    @Test
    void aKeyFileThatEverybodyCanWriteIsRefused() throws IOException {
        keyFile("correct horse battery", "rw-----w-");

        assertThat(read().report()).contains("can be written by everybody");
    }

    @Test
    void aConfigurationWithTheKeyInItThatEverybodyCanReadIsWarnedAbout() throws IOException {
        Path file = folder.resolve("flip.json");
        Files.writeString(file, "{\"key\": \"correct horse battery\"," + SERVERS);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        Reading open = ConfigurationFile.read(file, new OwnId.Anyone(), false);
        assertThat(open).isInstanceOf(Reading.Accepted.class);
        assertThat(open.report())
                .contains("has the key in it, and can be read by everybody")
                .contains("chmod 600 " + file);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(ConfigurationFile.read(file, new OwnId.Anyone(), false).problems()).isEmpty();
    }
}
