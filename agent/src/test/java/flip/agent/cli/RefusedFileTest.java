package flip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import flip.agent.cli.LeftHost.Ended;
import flip.agent.disk.PromiseFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code flip release} beside a file that is refused: a promise that names what is held is enough.
 */
class RefusedFileTest {
    private final Path folder;
    private final LeftHost host;
    private final Path file;

    RefusedFileTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        host = new LeftHost(folder);
        file = Documented.in(folder, host.data());
    }

    private void edit(String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private void assertFlip1LoweredOne(Ended ended) throws IOException {
        assertThat(ended.err())
                .startsWith("flip: what the promise in " + host.data() + " names is released with")
                .contains(folder.resolve("scripts").toString(), "the file is refused: " + file)
                .hasLineCount(1);
        assertThat(ended.out())
                .hasSize(2)
                .allMatch(
                        line -> line.startsWith("for server flip1 (") || line.endsWith("released"));
        assertThat(Files.readAllLines(host.done()))
                .containsExactly("flip1 192.168.0.1 {\"interface\":\"lo0\"}");
        assertThat(ended.code()).isZero();
    }

    @Test
    void aMistakeInTheFileLeavesDataDirAsItIsWritten() throws IOException {
        host.remember("flip1", List.of("192.168.0.1"), "lo0");
        edit("\"quorum\": 2", "\"quorum\": \"two\"");

        assertFlip1LoweredOne(host.release(file, "-n", "flip1"));
    }

    @Test
    void withoutANameItActsForTheServerOfThePromise() throws IOException {
        host.remember("flip1", List.of("192.168.0.1"), "lo0");
        edit("\"quorum\": 2", "\"quorum\": \"two\"");

        assertFlip1LoweredOne(host.release(file));
    }

    @Test
    void aServerThatIsNoLongerInTheFileReleasesWhatItHad() throws IOException {
        host.remember("flip1", List.of("192.168.0.1"), "lo0");
        edit("\"flip1\"", "\"node1\"");

        assertFlip1LoweredOne(host.release(file, "-n", "flip1"));
    }

    @Test
    void whatIsNoJsonMeansTheFolderOfTheService() throws Exception {
        host.remember("flip1", List.of("192.168.0.1"), "lo0");
        edit(", \"quorum\"", "\"quorum\"");

        assertFlip1LoweredOne(host.releaseAsService(file, "-n", "flip1"));
    }

    @Test
    void aFileThatIsGoneMeansTheFolderOfTheService() throws Exception {
        host.remember("flip1", List.of("192.168.0.1"), "lo0");
        Files.delete(file);

        assertFlip1LoweredOne(host.releaseAsService(file));
    }

    @Test
    void withoutAPromiseTheFileIsRefusedAsEver() throws IOException {
        edit("\"quorum\": 2", "\"quorum\": \"two\"");

        assertRefused(host.release(file, "-n", "flip1"));
    }

    @Test
    void aPromiseOfAnotherServerIsNotTheOneThatWasAskedFor() throws IOException {
        host.remember("flip1", List.of("192.168.0.1"), "lo0");
        edit("\"quorum\": 2", "\"quorum\": \"two\"");

        assertRefused(host.release(file, "-n", "flip"));
    }

    @Test
    void aDamagedPromiseNamesNothing() throws IOException {
        host.remember("flip1", List.of("192.168.0.1"), "lo0");
        Files.writeString(host.data().resolve("promise"), "nonsense that is long enough");
        edit("\"quorum\": 2", "\"quorum\": \"two\"");

        assertRefused(host.release(file, "-n", "flip1"));
    }

    @Test
    void besideARunningAgentNothingIsReleasedHereEither() throws IOException {
        host.remember("flip1", List.of("192.168.0.1"), "lo0");
        edit("\"quorum\": 2", "\"quorum\": \"two\"");

        try (PromiseFile agent = PromiseFile.open(host.data())) {
            Ended ended = host.release(file, "-n", "flip1");

            assertThat(agent.path()).exists();
            assertThat(ended.err())
                    .startsWith("flip: nothing is released, because an agent runs")
                    .hasLineCount(1);
            assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
            assertThat(host.done()).doesNotExist();
        }
    }

    private void assertRefused(Ended ended) {
        assertThat(ended.err()).startsWith("flip: " + file).contains("quorum").hasLineCount(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
        assertThat(host.done()).doesNotExist();
    }
}
