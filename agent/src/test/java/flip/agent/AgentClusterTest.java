package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.net.InetAddresses;
import flip.agent.admin.StatusReport;
import flip.agent.cli.Commands;
import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Reading;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three agents in this process, with real sockets, disks and scripts that leave a mark. */
class AgentClusterTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir private Path folder;

    private final Map<String, Running> agents = new TreeMap<>();
    private final Map<String, Integer> ports = new TreeMap<>();

    /** Whether files have a fourth server, which does not vote. */
    private boolean fourth;

    private record Running(Agent agent, CompletableFuture<Integer> exit) {}

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectories(folder.resolve("held"));
        script("up", "touch '" + folder + "/held/'\"$FLIP_SERVER-$1\"");
        script("down", "rm -f '" + folder + "/held/'\"$FLIP_SERVER-$1\"");
        List<DatagramSocket> sockets = new ArrayList<>();
        for (String id : List.of("flip", "flip1", "flip2", "flip3")) {
            DatagramSocket socket = new DatagramSocket(0, InetAddresses.forString("127.0.0.1"));
            sockets.add(socket);
            ports.put(id, socket.getLocalPort());
        }
        sockets.forEach(DatagramSocket::close);
    }

    @AfterEach
    void end() {
        agents.values().forEach(running -> running.agent().leave());
        agents.values().forEach(running -> running.agent().leave());
        agents.values().forEach(running -> running.exit().join());
    }

    @Test
    void theDocumentedTableComesAboutAndAStopHandsOver() {
        startAll();
        awaitHeld("flip-192.168.0.2", "flip1-192.168.0.1");
        awaitHealthy("flip", "flip1", "flip2");

        int exit = stop("flip1");

        assertThat(exit).isEqualTo(Agent.LEFT);
        assertThat(folder.resolve("flip1/flip.sock")).doesNotExist();
        awaitHeld("flip-192.168.0.1", "flip-192.168.0.2");
        assertThat(report("flip").servers())
                .hasEntrySatisfying("flip1", server -> assertThat(server.state()).isEqualTo("out"));

        start("flip1");

        awaitHeld("flip-192.168.0.2", "flip1-192.168.0.1");
    }

    @Test
    void aServerWhosePromiseIsDamagedComesInAsANewOne() throws IOException {
        startAll();
        awaitHealthy("flip", "flip1", "flip2");
        String before = report("flip2").identity();
        stop("flip2");
        Path promise = folder.resolve("flip2/data/promise");
        byte[] bytes = Files.readAllBytes(promise);
        bytes[bytes.length / 2] ^= 1;
        Files.write(promise, bytes);

        start("flip2");

        awaitHealthy("flip", "flip1", "flip2");
        assertThat(report("flip2").identity()).isNotEqualTo(before);
        assertThat(folder.resolve("flip2/data/promise.aside-1")).exists();
    }

    @Test
    void aServerThatRemembersAnotherClusterBeginsAnewInThisOne() throws IOException {
        startAll();
        awaitHealthy("flip", "flip1", "flip2");
        String former = report("flip2").lineage();
        List.of("flip", "flip1", "flip2").forEach(this::stop);
        Path promise = folder.resolve("flip2/data/promise");
        byte[] old = Files.readAllBytes(promise);
        for (String id : List.of("flip", "flip1", "flip2")) {
            Files.delete(folder.resolve(id).resolve("data/promise"));
        }
        startAll();
        awaitHealthy("flip", "flip1", "flip2");
        stop("flip2");
        Files.write(promise, old);

        start("flip2");

        awaitHealthy("flip", "flip1", "flip2");
        assertThat(report("flip2").lineage())
                .isNotEqualTo(former)
                .isEqualTo(report("flip").lineage());
        assertThat(folder.resolve("flip2/data").toFile().list())
                .anyMatch(name -> !name.equals("promise") && name.startsWith("promise."));
    }

    @Test
    void twoAgentsDoNotShareAFolder() {
        start("flip2");
        await().atMost(BOUND).until(() -> Files.exists(folder.resolve("flip2/flip.sock")));

        int exit = new Agent(file("flip2"), settings("flip2")).run();

        assertThat(exit).isEqualTo(Agent.CANNOT_START);
        assertThat(folder.resolve("flip2/flip.sock")).exists();
    }

    @Test
    void aHigherVersionOfTheFileIsAgreedTo() throws IOException {
        startAll();
        awaitHealthy("flip", "flip1", "flip2");

        write("flip", 7, "\"192.168.0.1\", \"192.168.0.2\", \"192.168.0.3\"");
        running("flip").agent().reload();

        awaitHeld("flip-192.168.0.2", "flip1-192.168.0.1", "flip1-192.168.0.3");
        assertThat(report("flip2").configurationVersion()).isEqualTo(7);
    }

    /** Nothing is heard of its data on any segment: only the others can tell it. */
    @Test
    void aServerThatIsTakenOutOfTheFileGivesUpWhatItHeldAndTakesItAgainWhenItIsBack() {
        fourth = true;
        startAll();
        start("flip3");
        write("flip", 1, "\"192.168.0.1\", \"192.168.0.2\", \"192.168.0.3\"");
        running("flip").agent().reload();
        awaitHeld("flip-192.168.0.2", "flip1-192.168.0.1", "flip3-192.168.0.3");

        fourth = false;
        write("flip", 2, "\"192.168.0.1\", \"192.168.0.2\", \"192.168.0.3\"");
        running("flip").agent().reload();

        awaitHeld("flip-192.168.0.2", "flip1-192.168.0.1", "flip1-192.168.0.3");
        await().atMost(BOUND).until(() -> report("flip3").configurationVersion() == 2);

        fourth = true;
        write("flip", 3, "\"192.168.0.1\", \"192.168.0.2\", \"192.168.0.3\"");
        running("flip").agent().reload();

        awaitHeld("flip-192.168.0.2", "flip1-192.168.0.1", "flip3-192.168.0.3");
    }

    /** They have never had its address, and it is the only one that says where it is. */
    @Test
    void aServerThatIsInNobodysFileIsAnsweredAllTheSame() {
        fourth = true;
        startAll();
        start("flip3");
        awaitHealthy("flip", "flip1", "flip2", "flip3");
        fourth = false;
        write("flip", 1, "\"192.168.0.1\", \"192.168.0.2\"");
        running("flip").agent().reload();
        await().atMost(BOUND).until(() -> report("flip3").configurationVersion() == 1);
        awaitHeld("flip-192.168.0.2", "flip1-192.168.0.1");

        for (String id : List.of("flip", "flip1", "flip2")) {
            stop(id);
            write(id, 1, "\"192.168.0.1\", \"192.168.0.2\"");
            start(id);
        }
        stop("flip3");
        start("flip3");

        awaitHealthy("flip", "flip1", "flip2", "flip3");
    }

    /** Nobody acts on what it says before. */
    @Test
    void aNewServerThatIsStartedTooEarlyComesInWithTheFileThatHasIt() {
        startAll();
        awaitHeld("flip-192.168.0.2", "flip1-192.168.0.1");

        fourth = true;
        write("flip3", 1, "\"192.168.0.1\", \"192.168.0.2\", \"192.168.0.3\"");
        start("flip3");
        write("flip", 1, "\"192.168.0.1\", \"192.168.0.2\", \"192.168.0.3\"");
        running("flip").agent().reload();

        awaitHeld("flip-192.168.0.2", "flip1-192.168.0.1", "flip3-192.168.0.3");
    }

    @Test
    void aFileWithAnotherQuorumIsNotTakenAndTheNextIs() throws IOException {
        startAll();
        awaitHealthy("flip", "flip1", "flip2");

        write("flip", 7, "\"192.168.0.1\"");
        Files.writeString(
                file("flip"),
                Files.readString(file("flip")).replace("\"quorum\": 2", "\"quorum\": 3"));
        running("flip").agent().reload();
        write("flip1", 6, "\"192.168.0.1\", \"192.168.0.2\", \"192.168.0.3\"");
        running("flip1").agent().reload();

        awaitHeld("flip-192.168.0.2", "flip1-192.168.0.1", "flip1-192.168.0.3");
        assertThat(report("flip").configurationVersion()).isEqualTo(6);
    }

    /** Each from a promise of its own or none, with a configuration agreed to in between. */
    @Test
    void whatHappenedToEachNodeIsSteppedThroughAgainWithTheSameOutcome() {
        startAll();
        awaitHealthy("flip", "flip1", "flip2");
        stop("flip1");
        start("flip1");
        awaitHealthy("flip", "flip1", "flip2");
        write("flip", 7, "\"192.168.0.1\", \"192.168.0.2\", \"192.168.0.3\"");
        running("flip").agent().reload();
        awaitHeld("flip-192.168.0.2", "flip1-192.168.0.1", "flip1-192.168.0.3");

        for (String id : List.of("flip", "flip1", "flip2")) {
            String file = folder.resolve(id + ".dump.gz").toString();
            assertThat(flip("debug", "dump", "-s", socket(id), "-o", file).code()).isZero();

            Ended replay = flip("debug", "replay", file);

            assertThat(replay.code()).as(replay.out()).isZero();
            assertThat(replay.out())
                    .contains(
                            "server " + id + ", flip ",
                            "lease held: enough voters",
                            "everything is as it was");
        }
        assertThat(flip("debug", "replay", folder.resolve("flip1.dump.gz").toString()).out())
                .contains("runs Run[", "192.168.0.3");
    }

    @Test
    void aBadFileChangesNothing() throws IOException {
        startAll();
        awaitHealthy("flip", "flip1", "flip2");

        Files.writeString(file("flip"), "{ \"servers\": 3 ");
        running("flip").agent().reload();

        assertThat(report("flip").health()).isEqualTo(StatusReport.Health.HEALTHY);
        assertThat(report("flip").configurationVersion()).isZero();
    }

    private void startAll() {
        for (String id : List.of("flip", "flip1", "flip2")) {
            start(id);
        }
    }

    private void start(String id) {
        if (!Files.exists(file(id))) {
            write(id, 0, "\"192.168.0.2\", \"192.168.0.1\"");
        }
        Agent agent = new Agent(file(id), settings(id));
        agents.put(id, new Running(agent, CompletableFuture.supplyAsync(agent::run, thread(id))));
    }

    private static java.util.concurrent.Executor thread(String id) {
        return task -> new Thread(task, "agent-" + id).start();
    }

    private Running running(String id) {
        return Optional.ofNullable(agents.get(id)).orElseThrow();
    }

    private int stop(String id) {
        Running running = running(id);
        running.agent().leave();
        return running.exit().join();
    }

    private flip.agent.config.Settings settings(String id) {
        Reading reading = ConfigurationFile.read(file(id), new OwnId.Named(id), true);
        assertThat(reading).as(reading.report()).isInstanceOf(Reading.Accepted.class);
        return ((Reading.Accepted) reading).settings();
    }

    private Path file(String id) {
        return folder.resolve(id).resolve("flip.json");
    }

    private void write(String id, int version, String data) {
        String text =
                """
                {"id": "%s", "key": "a key of sixteen or more", "version": %d, "quorum": 2,
                 "gossip_interval": 100, "ping_timeout": 1000, "guard": 200, "mature": 0,
                 "data_dir": "%s", "scripts_dir": "%s", "admin": {"socket": "%s"},
                 "servers": {
                   "flip": {"ip": "127.0.0.1", "port": %d, "systems": ["ip"]},
                   "flip1": {"priority": 1, "ip": "127.0.0.1", "port": %d, "systems": ["ip"]},
                   "flip2": {"ip": "127.0.0.1", "port": %d}%s},
                 "cluster": {"system": {"ip": {
                   "type": "shard", "alive": "up", "down": "down", "data": [%s]}}}}
                """
                        .formatted(
                                id,
                                version,
                                folder.resolve(id).resolve("data"),
                                folder.resolve("scripts"),
                                folder.resolve(id).resolve("flip.sock"),
                                ports.get("flip"),
                                ports.get("flip1"),
                                ports.get("flip2"),
                                fourth ? onlooker() : "",
                                data);
        try {
            Files.createDirectories(folder.resolve(id));
            Files.writeString(file(id), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String onlooker() {
        return ", \"flip3\": {\"voter\": false, \"systems\": [\"ip\"], \"ip\": \"127.0.0.1\", \"port\": %d}"
                .formatted(ports.get("flip3"));
    }

    private void script(String name, String line) throws IOException {
        Files.createDirectories(folder.resolve("scripts"));
        Path script = folder.resolve("scripts").resolve(name);
        Files.writeString(script, "#!/bin/sh\n" + line + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private void awaitHeld(String... marks) {
        await().atMost(BOUND)
                .untilAsserted(
                        () ->
                                assertThat(folder.resolve("held").toFile().list())
                                        .containsExactlyInAnyOrder(marks));
    }

    private void awaitHealthy(String... ids) {
        for (String id : ids) {
            await().atMost(BOUND)
                    .untilAsserted(
                            () -> {
                                StatusReport report = report(id);
                                assertThat(report.health())
                                        .as("%s", report.problems())
                                        .isEqualTo(StatusReport.Health.HEALTHY);
                            });
        }
    }

    private StatusReport report(String id) {
        return StatusReport.fromJson(flip("status", "--json", "-s", socket(id)).out());
    }

    private String socket(String id) {
        return folder.resolve(id).resolve("flip.sock").toString();
    }

    private record Ended(int code, String out) {}

    private static Ended flip(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Commands.run(
                        arguments,
                        (config, named) -> 0,
                        new PrintWriter(out),
                        new PrintWriter(err));
        assertThat(err.toString()).isEmpty();
        return new Ended(code, out.toString());
    }
}
