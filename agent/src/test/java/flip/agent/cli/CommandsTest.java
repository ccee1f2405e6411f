package flip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.gson.JsonParser;
import flip.agent.admin.AdminServer;
import flip.agent.admin.AdminSource;
import flip.agent.admin.RecoveryReport;
import flip.agent.admin.Reports;
import flip.agent.admin.StatusReport;
import flip.agent.admin.StatusReport.Health;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands say, and what they exit with. */
class CommandsTest {
    @TempDir private Path folder;

    private record Ended(int code, String out, String err) {}

    private record Seen(Path config, String id) {}

    private Seen seen = new Seen(Path.of(""), "");

    private Ended flip(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Commands.run(
                        arguments,
                        (config, id) -> {
                            seen = new Seen(config, id.orElse(""));
                            return 77;
                        },
                        new PrintWriter(out),
                        new PrintWriter(err));
        return new Ended(code, out.toString(), err.toString());
    }

    @Test
    void withoutACommandItHelps() {
        Ended ended = flip();

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("agent", "status", "plan", "validate", "release", "demo");
        assertThat(ended.out().lines()).hasSizeLessThan(24);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agent",
                "status",
                "plan",
                "validate",
                "release",
                "recover",
                "keygen",
                "demo"
            })
    void everyCommandHelpsWithAnExampleAndItsExitCodes(String command) {
        Ended ended = flip(command, "--help");

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("Usage: flip " + command, "Example", "Exit codes: 0");
        assertThat(ended.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"statsu, statsu", "status --jsn, --jsn", "agent, --config", "validate, FILE"})
    void aWrongLineIsToldInOneLine(String line, String named) {
        Ended ended = flip(line.split(" "));

        assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(ended.err()).startsWith("flip: ").contains(named).contains("--help");
    }

    @Test
    void agentHandsItsOptionsOn() {
        Ended ended = flip("agent", "-c", "/etc/flip/flip.json", "--name", "flip1");

        assertThat(ended.code()).isEqualTo(77);
        assertThat(seen).isEqualTo(new Seen(Path.of("/etc/flip/flip.json"), "flip1"));
    }

    @Test
    void keygenMakesAnotherKeyEachTime() {
        String one = flip("keygen").out().strip();
        String other = flip("keygen").out().strip();

        assertThat(one).hasSize(43).matches("[A-Za-z0-9_-]+").isNotEqualTo(other);
    }

    @ParameterizedTest
    @CsvSource({"HEALTHY, 0", "DEGRADED, 1", "NO_QUORUM, 2"})
    void statusExitsWithTheVerdict(Health health, int code) throws Exception {
        Path socket = folder.resolve("flip.sock");
        try (AdminServer server = AdminServer.bind(socket, source(health))) {
            Ended ended = flip("status", "-s", server.socket().toString());

            assertThat(ended.code()).isEqualTo(code);
            assertThat(ended.err()).isEmpty();
            assertThat(ended.out())
                    .contains(
                            "flip1: "
                                    + health.name()
                                            .toLowerCase(java.util.Locale.ROOT)
                                            .replace('_', ' '))
                    .contains("quorum 2 of 3 reached, 2 needed")
                    .contains("suspected by flip, flip1, not reached for 9.1 s")
                    .contains("failed 2x: exit code 1, waits for flip")
                    .doesNotContain("\u001b");
        }
    }

    @Test
    void watchingEndsWhenNobodyReads() throws Exception {
        Path socket = folder.resolve("flip.sock");
        try (AdminServer server = AdminServer.bind(socket, source(Health.HEALTHY))) {
            PrintWriter closed =
                    new PrintWriter(
                            new Writer() {
                                @Override
                                public void write(char[] text, int from, int length)
                                        throws IOException {
                                    throw new IOException("Broken pipe");
                                }

                                @Override
                                public void flush() {}

                                @Override
                                public void close() {}
                            });

            int code =
                    assertTimeoutPreemptively(
                            Duration.ofSeconds(20),
                            () ->
                                    Commands.run(
                                            new String[] {
                                                "status",
                                                "--watch",
                                                "-s",
                                                server.socket().toString()
                                            },
                                            (config, id) -> 77,
                                            closed,
                                            closed));

            assertThat(code).isZero();
        }
    }

    @Test
    void statusAsJsonIsWhatTheAgentSaid() throws Exception {
        Path socket = folder.resolve("flip.sock");
        try (AdminServer server = AdminServer.bind(socket, source(Health.HEALTHY))) {
            Ended ended = flip("status", "--json", "-s", server.socket().toString());

            assertThat(ended.code()).isZero();
            assertThat(StatusReport.fromJson(ended.out())).isEqualTo(Reports.of(Health.HEALTHY));
        }
    }

    @Test
    void withoutAnAgentStatusSaysWhatToDo() {
        Ended ended = flip("status", "-s", folder.resolve("none.sock").toString());

        assertThat(ended.code()).isEqualTo(ExitCode.NO_AGENT);
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(ended.err()).contains("no agent answers at", "none.sock", "flip agent -c FILE");
    }

    @Test
    void planOfAFileIsTheDocumentedTable() throws Exception {
        Ended ended = flip("plan", "--json", "--config", documented().toString());
        Ended without =
                flip("plan", "--json", "--down", "flip1", "--config", documented().toString());

        assertThat(ended.code()).isZero();
        assertThat(JsonParser.parseString(ended.out()))
                .isEqualTo(
                        JsonParser.parseString(
                                """
                                {"systems": {"ip": {"192.168.0.1": ["flip1"],
                                                    "192.168.0.2": ["flip"]}}}
                                """));
        assertThat(JsonParser.parseString(without.out()))
                .isEqualTo(
                        JsonParser.parseString(
                                """
                                {"systems": {"ip": {"192.168.0.1": ["flip"],
                                                    "192.168.0.2": ["flip"]}}}
                                """));
    }

    @Test
    void planSaysWhatWouldMove() throws Exception {
        Ended ended = flip("plan", "--down", "flip1", "-c", documented().toString());

        assertThat(ended.out()).contains("moves from flip1");
        assertThat(ended.out().lines().filter(line -> line.contains("moves"))).hasSize(1);
    }

    @Test
    void planKnowsItsServers() throws Exception {
        Ended ended = flip("plan", "--down", "flip9", "-c", documented().toString());

        assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.err())
                .isEqualToIgnoringNewLines(
                        "flip: there is no server flip9; there are flip, flip1, flip2");
    }

    @Test
    void validateTellsEverythingThatIsWrong() throws Exception {
        Path file = documented();
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("ping_timeout", "ping_timout")
                        .replace("\"port\" : 2201", "\"port\" : 70000"));

        Ended ended = flip("validate", "--strict", file.toString());

        assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.err()).contains("ping_timeout").contains("70000");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void validateSaysWhatAFilePromises() throws Exception {
        Ended ended = flip("validate", documented().toString());

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("can be used").contains("partition");
    }

    @Test
    void aDumpIsWrittenByteByByteForItsOwnerOnlyAndOverNoOther() throws IOException {
        Path socket = folder.resolve("flip.sock");
        Path file = folder.resolve("a.dump.gz");
        String[] dump = {"debug", "dump", "-s", socket.toString(), "-o", file.toString()};
        Ended first;
        Ended second;
        try (AdminServer server = AdminServer.bind(List.of(socket), source(Health.HEALTHY))) {
            assertThat(server.socket()).isEqualTo(socket);
            first = flip(dump);
            second = flip(dump);
        }

        assertThat(first.code()).isZero();
        assertThat(first.out()).isEqualTo(file + "\n");
        assertThat(file).hasBinaryContent(new byte[] {-1, 0, 1, -128});
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(second.code()).isEqualTo(ExitCode.FAILED);
        assertThat(second.err()).contains(file.toString(), "there already");
    }

    @Test
    void whatIsNoDumpIsNotReplayed() throws IOException {
        Path file = Files.writeString(folder.resolve("a.dump.gz"), "no dump");

        Ended ended = flip("debug", "replay", file.toString());

        assertThat(ended.code()).isEqualTo(ExitCode.NOT_COMPARED);
        assertThat(ended.err()).contains(file.toString(), "is no dump").hasLineCount(1);
    }

    private static AdminSource source(Health health) {
        return new AdminSource() {
            @Override
            public CompletionStage<StatusReport> status(Executor maker) {
                return CompletableFuture.completedFuture(Reports.of(health));
            }

            @Override
            public CompletionStage<String> plan(
                    List<String> down, List<String> up, Executor maker) {
                throw new AssertionError("nobody asks for a plan here");
            }

            @Override
            public CompletionStage<byte[]> dump() {
                return CompletableFuture.completedFuture(new byte[] {-1, 0, 1, -128});
            }

            @Override
            public CompletionStage<RecoveryReport> recover(List<String> lost) {
                throw new AssertionError("nobody says that anybody is lost here");
            }

            @Override
            public CompletionStage<RecoveryReport> recovery() {
                throw new AssertionError("nobody asks for that here");
            }
        };
    }

    private Path documented() throws IOException {
        return Documented.in(folder);
    }
}
