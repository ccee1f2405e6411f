package flip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Reading;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of the demo; the whole is run by the laboratory. */
class DemoTest {
    @TempDir private Path folder;

    @Test
    void aServersFileIsTheDocumentedOneInAnotherPlace() throws Exception {
        Path file = folder.resolve("flip.json");
        Files.writeString(
                file,
                """
                {"key": "secret", "quorum": 2, "ping_timeout": 1500, "gossip_interval": 1000,
                 "servers": {"a": {"ip": "127.0.0.1", "port": 1, "systems": ["ip"]},
                             "b": {"ip": "127.0.0.1", "port": 2}, "c": {"ip": "127.0.0.1", "port": 3}},
                 "cluster": {"system": {"ip": {"alive": "up", "down": "down", "data": ["10.0.0.1"],
                                               "config": {"interface": "lo0"}}}}}
                """);
        DemoConfig config = DemoConfig.read(file);

        config.place(server -> "10.77.0." + (server + 1), 2200);
        config.useInterface("eth0");
        config.write(1, folder.resolve("b"), folder.resolve("scripts"), "");

        Path written = folder.resolve("b/flip.json");
        Reading reading = ConfigurationFile.read(written, new OwnId.Anyone(), true);
        assertThat(reading).as(reading.report()).isInstanceOf(Reading.Accepted.class);
        assertThat(reading.report()).doesNotContain("can be read by everybody");
        var settings = ((Reading.Accepted) reading).settings();
        assertThat(settings.self().value()).isEqualTo("b");
        assertThat(settings.bindHost()).isEqualTo("10.77.0.2");
        assertThat(settings.adminSocket()).isEqualTo(folder.resolve("b/flip.sock"));
        assertThat(Files.readString(written)).contains("\"interface\": \"eth0\"");
        assertThat(config.servers()).containsExactly("a", "b", "c");
        assertThat(config.longestGrant().toMillis()).isEqualTo(1875);
        assertThat(config.scripts()).containsExactly("up", "down");
    }

    @Test
    void addressesAreReadFromTheJsonOfIp() {
        String json =
                """
                [{},{"ifname":"eth0","addr_info":[{},
                  {"family":"inet","local":"10.77.0.1","prefixlen":24},
                  {"family":"inet","local":"192.168.0.2","prefixlen":32},
                  {"family":"inet","local":"192.168.0.1","prefixlen":32}]}]
                """;

        assertThat(NamespaceStage.addresses(json, "10.77.0.1"))
                .containsExactly("192.168.0.1", "192.168.0.2");
    }

    @Test
    void theRelayPassesOnUnlessItIsCut() throws Exception {
        try (DatagramRelay relay = DatagramRelay.open(2);
                DatagramSocket one = server(relay, 0);
                DatagramSocket other = server(relay, 1)) {
            send(one, relay, 1, "first");
            assertThat(received(other)).isEqualTo("first");

            relay.connect(false);
            send(one, relay, 1, "lost");
            other.setSoTimeout(200);
            assertThatThrownBy(() -> received(other)).isInstanceOf(SocketTimeoutException.class);

            relay.connect(true);
            other.setSoTimeout(5000);
            send(one, relay, 1, "second");
            assertThat(received(other)).isEqualTo("second");
        }
    }

    @Test
    void anAgentOnTheLoopbackEndsWithItsLeash() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Path bin = Files.createDirectories(home.resolve("bin"));
        Path flip = bin.resolve("flip");
        Files.writeString(
                flip,
                "#!/bin/sh\necho $$ > "
                        + folder
                        + "/pid\necho \"$FLIP_JAVA_OPTIONS\" > "
                        + folder
                        + "/options\nexec sleep 1000\n");
        assertThat(flip.toFile().setExecutable(true)).isTrue();
        Path file = folder.resolve("flip.json");
        Files.writeString(
                file,
                """
                {"servers": {"a": {}}, "cluster": {"system": {"ip": {"alive": "up", "down": "down"}}}}
                """);
        DemoConfig config = DemoConfig.read(file);
        try (LoopbackStage stage = new LoopbackStage(home, folder.resolve("demo"), config, "")) {
            Files.createDirectories(folder.resolve("demo/a"));

            stage.powerOn(0);
            await().until(() -> Files.exists(folder.resolve("pid")) && stage.isRunning(0));
            await().until(() -> !Files.readString(folder.resolve("pid")).isBlank());
            long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
            assertThat(ProcessHandle.of(pid)).isPresent();
            await().untilAsserted(
                            () ->
                                    assertThat(folder.resolve("options"))
                                            .content()
                                            .contains(
                                                    "-Djava.io.tmpdir=" + folder.resolve("demo")));

            stage.powerOff(0);

            await().until(() -> ProcessHandle.of(pid).isEmpty());
            assertThat(stage.isRunning(0)).isFalse();
            assertThat(stage.held(0)).contains(List.of());
        }
    }

    @Test
    void theTourEndsWhenNobodyReads() throws Exception {
        Path file = folder.resolve("flip.json");
        Files.writeString(
                file,
                """
                {"gossip_interval": 1000, "ping_timeout": 1500, "servers": {"flip1": {}},
                 "cluster": {"system": {"ip": {"alive": "up", "down": "down"}}}}
                """);
        DemoConfig config = DemoConfig.read(file);
        Path home = Files.createDirectories(folder.resolve("home"));
        PrintWriter closed = new PrintWriter(Writer.nullWriter());
        closed.close();
        try (LoopbackStage stage = new LoopbackStage(home, folder.resolve("demo"), config, "");
                DemoCluster cluster = new DemoCluster(stage, config, folder.resolve("demo"))) {
            DemoTour tour = new DemoTour(cluster, closed, new Paint(false));

            assertThatThrownBy(tour::run)
                    .isInstanceOf(CommandFailed.class)
                    .hasMessageContaining("nobody reads");
            assertThat(cluster.isOn(0)).isFalse();
        }
    }

    private static DatagramSocket server(DatagramRelay relay, int server) throws Exception {
        DatagramSocket socket =
                new DatagramSocket(
                        new InetSocketAddress(DatagramRelay.ownAddress(server), relay.port()));
        socket.setSoTimeout(5000);
        return socket;
    }

    private static void send(DatagramSocket from, DatagramRelay relay, int to, String text)
            throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        from.send(
                new DatagramPacket(
                        bytes,
                        bytes.length,
                        InetAddress.getByName(DatagramRelay.publicAddress(to)),
                        relay.port()));
    }

    private static String received(DatagramSocket at) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        at.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }
}
