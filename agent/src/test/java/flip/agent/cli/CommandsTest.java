package flip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.gson.JsonParser;
import flip.agent.admin.AdminServer;
import flip.agent.admin.AdminSource;
import flip.agent.admin.Reports;
import flip.agent.admin.StatusReport;
import flip.agent.admin.StatusReport.Health;
import flip.agent.config.ConfigurationFile;
import flip.agent.config.Reading;
import flip.agent.config.Self;
import flip.agent.disk.PromiseFile;
import flip.membership.Ballot;
import flip.membership.MayHold;
import flip.membership.Promise;
import flip.membership.View;
import flip.membership.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    @ValueSource(strings = {"agent", "status", "plan", "validate", "release", "keygen", "demo"})
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
    void releaseLowersEverythingThatThisHostMayHold() throws Exception {
        Path file = documented();
        Path scripts = Files.createDirectories(folder.resolve("scripts"));
        script(scripts.resolve("ip_down"), "echo \"$FLIP_EVENT $1\" >> " + folder + "/done");

        Ended owner = flip("release", "-c", file.toString(), "-n", "flip1");
        Ended arbiter = flip("release", "-c", file.toString(), "-n", "flip2");

        assertThat(owner.code()).isZero();
        assertThat(owner.out()).contains("ip 192.168.0.1 released", "ip 192.168.0.2 released");
        assertThat(Files.readAllLines(folder.resolve("done")))
                .containsExactlyInAnyOrder("down 192.168.0.1", "down 192.168.0.2");
        assertThat(arbiter.code()).isZero();
        assertThat(arbiter.out()).isEmpty();
    }

    @Test
    void releaseLowersOnlyWhatThePromiseNames() throws Exception {
        Path file = documented();
        Path scripts = Files.createDirectories(folder.resolve("scripts"));
        script(scripts.resolve("ip_down"), "echo \"$1 $2\" >> " + folder + "/done");
        Path data = folder.resolve("data");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("\"quorum\"", "\"data_dir\": \"" + data + "\", \"quorum\""));
        promise(data, "lo0", "eth7");

        Ended ended = flip("release", "-c", file.toString(), "-n", "flip1");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).isEqualToIgnoringNewLines("ip 192.168.0.1 released");
        assertThat(Files.readAllLines(folder.resolve("done")))
                .containsExactly(
                        "192.168.0.1 {\"interface\":\"lo0\"}",
                        "192.168.0.1 {\"interface\":\"eth7\"}");
    }

    @Test
    void releaseLowersEverythingWhenThePromiseIsDamaged() throws Exception {
        Path file = documented();
        Path scripts = Files.createDirectories(folder.resolve("scripts"));
        script(scripts.resolve("ip_down"), "exit 0");
        Path data = folder.resolve("data");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("\"quorum\"", "\"data_dir\": \"" + data + "\", \"quorum\""));
        promise(data, "lo0");
        Files.writeString(data.resolve("promise"), "nonsense that is long enough");

        Ended ended = flip("release", "-c", file.toString(), "-n", "flip1");

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("ip 192.168.0.1 released", "ip 192.168.0.2 released");
        assertThat(ended.err())
                .contains("all that is configured is released", "the promise is damaged");
    }

    /** Names the first address, as one that may be held on each of these interfaces. */
    private void promise(Path data, String... interfaces) throws IOException {
        String text = agreed(documented());
        ImmutableList.Builder<MayHold.Part> parts = ImmutableList.builder();
        for (String one : interfaces) {
            parts.add(
                    new MayHold.Part(
                            text.replace("lo0", one),
                            ImmutableSortedMap.of("ip", ImmutableSortedSet.of("192.168.0.1"))));
        }
        Promise promise =
                new Promise(
                        1,
                        1,
                        1,
                        View.NONE,
                        Ballot.ZERO,
                        Ballot.ZERO,
                        View.NONE,
                        text,
                        "",
                        new MayHold(false, parts.build()));
        try (PromiseFile file = PromiseFile.open(data)) {
            file.store(Wire.encodePromise(promise));
        }
    }

    private static String agreed(Path file) {
        Reading reading = ConfigurationFile.read(file, new Self.Named("flip1"), false);
        return ((Reading.Accepted) reading).settings().catalog().configuration().text();
    }

    @Test
    void releaseSaysWhatIsLeft() throws Exception {
        Path scripts = Files.createDirectories(folder.resolve("scripts"));
        script(scripts.resolve("ip_down"), "[ $1 = 192.168.0.1 ] || { echo busy; exit 3; }");

        Ended ended = flip("release", "-c", documented().toString(), "-n", "flip");

        assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.out()).contains("ip 192.168.0.1 released");
        assertThat(ended.err())
                .contains("ip 192.168.0.2: busy")
                .contains("flip: ip 192.168.0.2: not released: exit code 3");
    }

    private static AdminSource source(Health health) {
        return new AdminSource() {
            @Override
            public CompletionStage<StatusReport> status() {
                return CompletableFuture.completedFuture(Reports.of(health));
            }

            @Override
            public CompletionStage<String> plan(List<String> down, List<String> up) {
                throw new AssertionError("nobody asks for a plan here");
            }
        };
    }

    private Path documented() throws IOException {
        Path file = Files.createDirectories(folder.resolve("config")).resolve("flip.json");
        if (!Files.exists(file)) {
            Files.writeString(
                    file,
                    """
                    {"id": "flip", "quorum": 2, "gossip_interval": 1000, "key": "secret",
                     "ping_per_interval": 3, "ping_timeout" : 1500, "log_level": "info",
                     "servers":
                       {"flip": {"ip": "127.0.0.1", "port": 2200, "systems": ["ip"]},
                        "flip1": {"priority": 1, "ip": "127.0.0.1", "port" : 2201,
                                  "systems": ["ip"]},
                        "flip2": {"ip": "127.0.0.1", "port": 2202}},
                     "cluster": {"config": {}, "system": {"ip":
                       {"alive": "ip_up", "down": "ip_down", "type": "shard",
                        "config": {"interface": "lo0"},
                        "data": ["192.168.0.2", "192.168.0.1"]}}}}
                    """);
        }
        return file;
    }

    private static void script(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
