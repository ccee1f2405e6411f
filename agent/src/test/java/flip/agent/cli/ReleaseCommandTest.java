package flip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import flip.agent.config.ConfigurationFile;
import flip.agent.config.Reading;
import flip.agent.config.Self;
import flip.agent.disk.PromiseFile;
import flip.membership.Ballot;
import flip.membership.MayHold;
import flip.membership.Promise;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.View;
import flip.membership.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code flip release} lowers, for which server, and what it says. */
class ReleaseCommandTest {
    private static final long IDENTITY = 7;
    private static final long EPOCH = 12;

    @TempDir private Path folder;

    private record Ended(int code, List<String> out, String err) {}

    private Ended release(Path file, String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] arguments = new String[more.length + 3];
        arguments[0] = "release";
        arguments[1] = "-c";
        arguments[2] = file.toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        int code =
                Commands.run(
                        arguments,
                        (config, id) -> {
                            throw new AssertionError("nobody starts an agent here");
                        },
                        new PrintWriter(out),
                        new PrintWriter(err));
        return new Ended(code, out.toString().lines().toList(), err.toString());
    }

    @BeforeEach
    void aScriptThatSaysWhatItDid() throws IOException {
        Documented.script(folder, "ip_down", "echo \"$FLIP_SERVER $1 $2\" >> " + done());
    }

    private Path done() {
        return folder.resolve("done");
    }

    private Path data() {
        return folder.resolve("data");
    }

    @Test
    void withoutAPromiseAllThatIsConfiguredIsLowered() throws Exception {
        Ended ended = release(Documented.in(folder, data()), "-n", "flip1");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .containsExactlyInAnyOrder(
                        "for server flip1 (as asked):",
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
                .containsExactly("for server flip2 (as asked):", "nothing to release");
        assertThat(done()).doesNotExist();
    }

    @Test
    void whatThePromiseNamesIsLoweredAsTheQuorumHadItConfiguredWhateverTheFileSays()
            throws Exception {
        Path file = Documented.in(folder, data());
        remember("flip1", List.of("192.168.0.9"), "lo0", "eth7");

        Ended ended = release(file, "-n", "flip1");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .containsExactly("for server flip1 (as asked):", "ip 192.168.0.9 released");
        assertThat(Files.readAllLines(done()))
                .containsExactly(
                        "flip1 192.168.0.9 {\"interface\":\"lo0\"}",
                        "flip1 192.168.0.9 {\"interface\":\"eth7\"}");
    }

    @Test
    void aDamagedPromiseMeansAllThatIsConfigured() throws Exception {
        Path file = Documented.in(folder, data());
        remember("flip1", List.of("192.168.0.1"), "lo0");
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
        remember("flip1", List.of("192.168.0.1"), "lo0");

        Ended ended = release(file);

        assertThat(ended.out())
                .containsExactly(
                        "for server flip1 (its data_dir is here):", "ip 192.168.0.1 released");
        assertThat(Files.readAllLines(done())).allMatch(line -> line.startsWith("flip1 "));
    }

    @Test
    void withoutANameAndAPromiseItActsForTheServerOfTheFile() throws Exception {
        Ended ended = release(Documented.in(folder, data()));

        assertThat(ended.out()).contains("for server flip (by `id` or the host's name):");
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
        remember("flip1", List.of("192.168.0.1"), "lo0");

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
    void anAgentDoesNotStartWhileItReleases() throws Exception {
        Path file = Documented.in(folder, data());
        remember("flip1", List.of("192.168.0.1"), "lo0");
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
        remember("flip1", List.of("192.168.0.1"), "lo0");
        Documented.script(
                folder,
                "ip_down",
                "echo \"$FLIP_EVENT $FLIP_EPOCH ${FLIP_OWNER-unset} ${FLIP_PREVIOUS_OWNER-unset}"
                        + " $(pwd)\" >> "
                        + done());

        release(file, "-n", "flip1");

        assertThat(Files.readString(done()).strip())
                .isEqualTo("down " + EPOCH + "   " + data().toRealPath());
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

    /** Writes down that these addresses may be held on each of these interfaces. */
    private void remember(String server, List<String> addresses, String... interfaces)
            throws IOException {
        String text = agreed(Documented.in(folder));
        ImmutableList.Builder<MayHold.Part> parts = ImmutableList.builder();
        for (String one : interfaces) {
            parts.add(
                    new MayHold.Part(
                            text.replace("lo0", one)
                                    .replace("\"192.168.0.1\"", "\"192.168.0.1\",\"192.168.0.9\""),
                            ImmutableSortedMap.of("ip", ImmutableSortedSet.copyOf(addresses))));
        }
        Promise promise =
                new Promise(
                        IDENTITY,
                        1,
                        1,
                        knowing(server),
                        Ballot.ZERO,
                        Ballot.ZERO,
                        View.NONE,
                        text,
                        "",
                        new MayHold(false, parts.build()));
        try (PromiseFile file = PromiseFile.open(data())) {
            file.store(Wire.encodePromise(promise));
        }
    }

    private static View knowing(String server) {
        return new View(
                1,
                1,
                EPOCH,
                0,
                1,
                Duration.ofSeconds(2),
                1,
                ImmutableSortedMap.of(
                        new ServerId(server), new Standing(IDENTITY, Standing.State.UP, 1, true)),
                ImmutableSortedSet.of());
    }

    private static String agreed(Path file) {
        Reading reading = ConfigurationFile.read(file, new Self.Named("flip1"), false);
        return ((Reading.Accepted) reading).settings().catalog().configuration().text();
    }
}
