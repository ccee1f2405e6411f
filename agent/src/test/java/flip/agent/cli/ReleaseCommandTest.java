package flip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import flip.agent.cli.LeftHost.Ended;
import flip.agent.disk.PromiseFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code flip release} lowers, for which server, and what it says. */
class ReleaseCommandTest {
    private final Path folder;
    private final LeftHost host;

    ReleaseCommandTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        host = new LeftHost(folder);
    }

    private Ended release(Path file, String... more) {
        return host.release(file, more);
    }

    private Path done() {
        return host.done();
    }

    private Path data() {
        return host.data();
    }

    private String forServer(String id, String because) {
        return "for server " + id + " (" + because + "), whose data_dir is " + data() + ":";
    }

    @Test
    void withoutAPromiseAllThatIsConfiguredIsLowered() throws Exception {
        Ended ended = release(Documented.in(folder, data()), "-n", "flip1");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .containsExactlyInAnyOrder(
                        forServer("flip1", "as asked"),
                        "ip 192.168.0.1 released",
                        "ip 192.168.0.2 released");
        assertThat(Files.readAllLines(done()))
                .hasSize(2)
                .allMatch(line -> line.startsWith("flip1"));
    }

    @Test
    void anArbiterHasNothingToReleaseAndSaysSo() throws Exception {
        Ended ended = release(Documented.in(folder, data()), "-n", "flip2");

        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .containsExactly(forServer("flip2", "as asked"), "nothing to release");
        assertThat(done()).doesNotExist();
    }

    @Test
    void whatThePromiseNamesIsLoweredAsTheQuorumHadItConfiguredWhateverTheFileSays()
            throws Exception {
        Path file = Documented.in(folder, data());
        host.remember("flip1", List.of("192.168.0.9"), "lo0", "eth7");

        Ended ended = release(file, "-n", "flip1");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .containsExactly(forServer("flip1", "as asked"), "ip 192.168.0.9 released");
        assertThat(Files.readAllLines(done()))
                .containsExactly(
                        "flip1 192.168.0.9 {\"interface\":\"lo0\"}",
                        "flip1 192.168.0.9 {\"interface\":\"eth7\"}");
    }

    @Test
    void aDamagedPromiseMeansAllThatIsConfigured() throws Exception {
        Path file = Documented.in(folder, data());
        host.remember("flip1", List.of("192.168.0.1"), "lo0");
        Files.writeString(data().resolve("promise"), "nonsense that is long enough");

        Ended ended = release(file, "-n", "flip1");

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("ip 192.168.0.1 released", "ip 192.168.0.2 released");
        assertThat(ended.err())
                .contains("all that is configured is released", "the promise is damaged");
    }

    @Test
    void withoutANameItActsForTheServerThatTheDataDirBelongsTo() throws Exception {
        Path file = Documented.in(folder, data());
        host.remember("flip1", List.of("192.168.0.1"), "lo0");

        Ended ended = release(file);

        assertThat(ended.out())
                .containsExactly(
                        forServer("flip1", "its data_dir is here"), "ip 192.168.0.1 released");
        assertThat(Files.readAllLines(done())).allMatch(line -> line.startsWith("flip1 "));
    }

    @Test
    void withoutANameAndAPromiseItActsForTheServerOfTheFile() throws Exception {
        Ended ended = release(Documented.in(folder, data()));

        assertThat(ended.out()).contains(forServer("flip", "by `id` or the host's name"));
    }

    @Test
    void aHostThatIsNoServerIsTold() throws Exception {
        Path file = Documented.in(folder, data());
        Files.writeString(file, Files.readString(file).replace("\"id\": \"flip\", ", ""));

        Ended ended = release(file);

        assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.err())
                .contains(
                        "this host's name is \""
                                + Files.readString(Path.of("/proc/sys/kernel/hostname")).strip()
                                + "\"");
        assertThat(done()).doesNotExist();
    }

    @Test
    void besideARunningAgentNothingIsReleased() throws Exception {
        Path file = Documented.in(folder, data());
        host.remember("flip1", List.of("192.168.0.1"), "lo0");

        try (PromiseFile agent = PromiseFile.open(data())) {
            Ended ended = release(file, "-n", "flip1");

            assertThat(agent.path()).exists();
            assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
            assertThat(ended.err())
                    .startsWith("flip: nothing is released, because an agent runs")
                    .contains("stop that one");
            assertThat(done()).doesNotExist();
        }
    }

    @Test
    void whoMayNotLookWhetherAnAgentRunsReleasesNothing() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root gives up a right");
        Path file = Documented.in(folder, data());
        host.remember("flip1", List.of("192.168.0.1"), "lo0");
        Files.setPosixFilePermissions(data(), PosixFilePermissions.fromString("---------"));

        Ended ended = host.releaseWithoutPrivileges(file);

        assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.err())
                .startsWith(
                        "flip: nothing is released, because this user may not look whether an agent"
                                + " runs")
                .contains("permission denied at " + data());
        assertThat(done()).doesNotExist();
    }

    @Test
    void anAgentDoesNotStartWhileItReleases() throws Exception {
        Path file = Documented.in(folder, data());
        host.remember("flip1", List.of("192.168.0.1"), "lo0");
        Documented.script(
                folder,
                "ip_down",
                "exec 9<>"
                        + data()
                        + "/lock; python3 -c 'import fcntl; fcntl.lockf(9,"
                        + " fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>&1 | tail -n 1 >> "
                        + done());

        release(file, "-n", "flip1");

        assertThat(Files.readString(done())).contains("Resource temporarily unavailable");
    }

    @Test
    void whatIsLeftIsSaid() throws Exception {
        Documented.script(folder, "ip_down", "[ $1 = 192.168.0.1 ] || { echo busy; exit 3; }");

        Ended ended = release(Documented.in(folder, data()), "-n", "flip");

        assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.out()).contains("ip 192.168.0.1 released");
        assertThat(ended.err())
                .contains("ip 192.168.0.2: busy")
                .contains("flip: ip 192.168.0.2: not released: exit code 3");
    }

    @Test
    void scriptsGetWhatTheAgentGivesThem() throws Exception {
        Path file = Documented.in(folder, data());
        host.remember("flip1", List.of("192.168.0.1"), "lo0");
        Documented.script(
                folder,
                "ip_down",
                "echo \"$FLIP_EVENT $FLIP_EPOCH ${FLIP_OWNER-unset} ${FLIP_PREVIOUS_OWNER-unset}"
                        + " $(pwd)\" >> "
                        + done());

        release(file, "-n", "flip1");

        assertThat(Files.readString(done()).strip())
                .isEqualTo("down " + LeftHost.EPOCH + "   " + data().toRealPath());
    }

    @Test
    void noMoreRunAtATimeThanTheSystemSays() throws Exception {
        Path file = Documented.in(folder, data());
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("\"type\"", "\"parallel\": 1, \"type\"")
                        .replace(
                                "\"192.168.0.1\"",
                                "\"192.168.0.1\", \"192.168.0.3\", \"192.168.0.4\""));
        Documented.script(
                folder,
                "ip_down",
                "mkdir " + folder + "/busy || exit 9; sleep 0.05; rmdir " + folder + "/busy");

        Ended ended = release(file, "-n", "flip1");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
    }

    /** What others may have by now waits for no script that hangs. */
    @Test
    void moreRunAtATimeThanAlivesMay() throws Exception {
        int data = 66;
        Path begun = Files.createDirectory(folder.resolve("begun"));
        Path file = Documented.in(folder, data());
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("\"type\"", "\"parallel\": 100, \"timeout\": 60000, \"type\"")
                        .replace(
                                "\"192.168.0.1\"",
                                IntStream.rangeClosed(1, data)
                                        .mapToObj(n -> "\"192.168.1." + n + "\"")
                                        .collect(Collectors.joining(", "))));
        Documented.script(
                folder,
                "ip_down",
                ": >"
                        + begun
                        + "/$1; set -- "
                        + begun
                        + "/*; while [ $# -lt "
                        + data
                        + " ]; do sleep 0.2; set -- "
                        + begun
                        + "/*; done");

        Ended ended = release(file, "-n", "flip1");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
    }
}
