package flip.agent.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import flip.agent.admin.StatusReport.Health;
import flip.agent.config.Settings;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The management socket, spoken to as any program may. */
class AdminServerTest {
    @TempDir private Path folder;

    private final List<AdminServer> servers = new ArrayList<>();

    private static final class Fixed implements AdminSource {
        private final Health health;

        Fixed(Health health) {
            this.health = health;
        }

        @Override
        public CompletionStage<StatusReport> status(Executor maker) {
            return CompletableFuture.completedFuture(Reports.of(health));
        }

        @Override
        public CompletionStage<String> plan(List<String> down, List<String> up, Executor maker) {
            if (down.contains("nobody")) {
                return CompletableFuture.failedFuture(
                        new IllegalArgumentException("there is no server nobody"));
            }
            return CompletableFuture.completedFuture("{\"down\": \"" + down + "\"}");
        }

        @Override
        public CompletionStage<byte[]> dump() {
            return CompletableFuture.completedFuture("steps".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public CompletionStage<RecoveryReport> recover(List<String> lost) {
            return CompletableFuture.completedFuture(
                    lost.contains("here")
                            ? RecoveryReport.refused("here was heard 5 ms ago")
                            : new RecoveryReport(RecoveryReport.ASKING, "asks " + lost, ""));
        }

        @Override
        public CompletionStage<RecoveryReport> recovery() {
            return CompletableFuture.completedFuture(
                    new RecoveryReport(RecoveryReport.NONE, "", ""));
        }
    }

    @AfterEach
    void close() {
        servers.forEach(AdminServer::close);
    }

    @Test
    void theStatusComesAsJson() throws Exception {
        Path socket = bind(folder.resolve("flip.sock"), Health.HEALTHY).socket();

        String answer = get(socket, "/v1/status");

        assertThat(answer).startsWith("HTTP/1.1 200").contains("application/json");
        assertThat(StatusReport.fromJson(body(answer))).isEqualTo(Reports.of(Health.HEALTHY));
    }

    @Test
    void aDumpComesAsItIs() throws Exception {
        Path socket = bind(folder.resolve("flip.sock"), Health.HEALTHY).socket();

        String answer = get(socket, "/v1/debug/dump");

        assertThat(answer).startsWith("HTTP/1.1 200").contains("application/gzip");
        assertThat(body(answer)).isEqualTo("steps");
    }

    @Test
    void healthIsForMachines() throws Exception {
        Path well = bind(folder.resolve("well.sock"), Health.HEALTHY).socket();
        Path degraded = bind(folder.resolve("degraded.sock"), Health.DEGRADED).socket();
        Path alone = bind(folder.resolve("alone.sock"), Health.NO_QUORUM).socket();

        assertThat(get(well, "/health")).startsWith("HTTP/1.1 200");
        assertThat(get(degraded, "/health")).startsWith("HTTP/1.1 200").contains("degraded");
        assertThat(get(alone, "/health")).startsWith("HTTP/1.1 503").contains("no_quorum");
    }

    @Test
    void whatIsNotThereIsSaidInJson() throws Exception {
        Path socket = bind(folder.resolve("flip.sock"), Health.HEALTHY).socket();

        String missing = get(socket, "/v2/everything");
        String posted = send(socket, "POST /v1/status HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
        String wrong = get(socket, "/v1/plan?down=nobody");
        String escape = get(socket, "/v1/plan?down=%2");

        assertThat(missing).startsWith("HTTP/1.1 404");
        assertThat(trouble(missing).get("code").getAsString()).isEqualTo("not_found");
        assertThat(trouble(missing).get("path").getAsString()).isEqualTo("/v2/everything");
        assertThat(posted).startsWith("HTTP/1.1 405");
        assertThat(wrong).startsWith("HTTP/1.1 400");
        assertThat(trouble(wrong).get("message").getAsString())
                .isEqualTo("there is no server nobody");
        assertThat(escape).startsWith("HTTP/1.1 400");
    }

    @Test
    void thatVotersAreLostIsSaidByAPost() throws Exception {
        Path socket = bind(folder.resolve("flip.sock"), Health.HEALTHY).socket();

        String taken = post(socket, "{\"lost\": [\"b\", \"c\"]}");
        String refused = post(socket, "{\"lost\": [\"here\"]}");
        String nobody = post(socket, "{\"lost\": [null]}");
        String nothing = post(socket, "{}");
        String garbage = post(socket, "{\"lost\": ");

        assertThat(taken).startsWith("HTTP/1.1 202").contains("asks [b, c]");
        assertThat(refused).startsWith("HTTP/1.1 409");
        assertThat(trouble(refused).get("message").getAsString())
                .isEqualTo("here was heard 5 ms ago");
        for (String wrong : List.of(nobody, nothing, garbage)) {
            assertThat(wrong).startsWith("HTTP/1.1 400");
            assertThat(trouble(wrong).get("message").getAsString())
                    .isEqualTo("the body must be {\"lost\": [\"ID\", ...]}");
        }
        assertThat(get(socket, "/v1/recover")).startsWith("HTTP/1.1 200").contains("none");
    }

    private static String post(Path socket, String body) throws Exception {
        return send(
                socket,
                "POST /v1/recover HTTP/1.0\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body);
    }

    @Test
    void garbageAndEndlessRequestsAreRefused() throws Exception {
        Path socket = bind(folder.resolve("flip.sock"), Health.HEALTHY).socket();

        String garbage = send(socket, "\u0001\u0002\u0003 what is this\r\n\r\n");
        String longLine = get(socket, "/" + "x".repeat(AdminServer.LIMIT_LINE_BYTES));
        String longBody =
                send(
                        socket,
                        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: "
                                + (AdminServer.LIMIT_BODY_BYTES + 1)
                                + "\r\n\r\n");

        assertThat(garbage).startsWith("HTTP/1.1 400");
        assertThat(longLine).startsWith("HTTP/1.1 400");
        assertThat(longBody).startsWith("HTTP/1.1 413");
        assertThat(get(socket, "/health")).startsWith("HTTP/1.1 200");
    }

    @Test
    void tooManyConnectionsAreClosedAndTheFirstGoOn() throws Exception {
        Path socket = bind(folder.resolve("flip.sock"), Health.HEALTHY).socket();
        List<SocketChannel> open = new ArrayList<>();
        try {
            for (int each = 0; each < AdminServer.LIMIT_CONNECTIONS; each++) {
                open.add(connected(socket));
            }
            // Only when all are counted is the next one too many.
            assertThat(exchange(open.get(AdminServer.LIMIT_CONNECTIONS - 1)))
                    .startsWith("HTTP/1.1 200");
            try (SocketChannel oneMore = connected(socket)) {
                assertThat(oneMore.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
            assertThat(exchange(open.get(0))).startsWith("HTTP/1.1 200");
        } finally {
            for (SocketChannel each : open) {
                each.close();
            }
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> get(socket, "/health").startsWith("HTTP/1.1 200"));
    }

    @Test
    void onlyTheOwnerMaySpeakToIt() throws Exception {
        Path socket = folder.resolve("run/flip/flip.sock");

        bind(socket, Health.HEALTHY);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("run/flip"))))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void whatAKilledAgentLeftBehindIsReplaced() throws Exception {
        Path socket = folder.resolve("flip.sock");
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();

        bind(socket, Health.HEALTHY);

        assertThat(get(socket, "/health")).startsWith("HTTP/1.1 200");
    }

    @Test
    void aLivingAgentKeepsItsSocket() throws Exception {
        Path socket = bind(folder.resolve("flip.sock"), Health.HEALTHY).socket();

        assertThatThrownBy(() -> bind(socket, Health.DEGRADED))
                .isInstanceOf(AdminRefused.class)
                .hasMessageContaining("another agent answers there")
                .hasMessageContaining("set admin.socket");
        assertThat(get(socket, "/health")).contains("healthy");
    }

    @Test
    void anotherFileOfThatNameIsNotRemoved() throws Exception {
        Path file = Files.writeString(folder.resolve("flip.sock"), "precious");

        assertThatThrownBy(() -> bind(file, Health.HEALTHY)).hasMessageContaining("no socket");
        assertThat(file).hasContent("precious");
    }

    @Test
    void theNextPlaceIsTakenWhenTheFirstCannotBeHad() throws Exception {
        Path blocked = Files.writeString(folder.resolve("file"), "").resolve("flip.sock");
        Path second = folder.resolve("flip.sock");

        AdminServer server = AdminServer.bind(List.of(blocked, second), new Fixed(Health.HEALTHY));
        servers.add(server);

        assertThat(server.socket()).isEqualTo(second);
        assertThat(get(second, "/health")).startsWith("HTTP/1.1 200");
    }

    @Test
    void aPathTooLongForTheSystemIsRefused() {
        Path socket =
                folder.resolve("x".repeat(Settings.LONGEST_SOCKET_BYTES)).resolve("flip.sock");

        assertThatThrownBy(() -> bind(socket, Health.HEALTHY)).hasMessageContaining("too long");
    }

    @Test
    void closingRemovesTheFile() throws Exception {
        AdminServer server = bind(folder.resolve("flip.sock"), Health.HEALTHY);

        server.close();

        assertThat(server.socket()).doesNotExist();
    }

    private AdminServer bind(Path socket, Health health) throws AdminRefused {
        AdminServer server = AdminServer.bind(socket, new Fixed(health));
        servers.add(server);
        return server;
    }

    private static String get(Path socket, String path) throws IOException {
        return send(socket, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    private static String send(Path socket, String request) throws IOException {
        try (SocketChannel channel = connected(socket)) {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
            channel.shutdownOutput();
            return new String(
                    Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String exchange(SocketChannel channel) throws IOException {
        channel.write(
                ByteBuffer.wrap(
                        "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
                                .getBytes(StandardCharsets.ISO_8859_1)));
        ByteBuffer first = ByteBuffer.allocate(12);
        while (first.hasRemaining() && channel.read(first) >= 0) {
            // Until its first line is there.
        }
        return new String(first.array(), StandardCharsets.ISO_8859_1);
    }

    private static SocketChannel connected(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return channel;
    }

    private static JsonObject trouble(String answer) {
        return JsonParser.parseString(body(answer)).getAsJsonObject();
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void closingLeavesTheSocketOfAnotherAgentAlone() throws Exception {
        Path socket = folder.resolve("flip.sock");
        AdminServer first = bind(socket, Health.HEALTHY);
        Files.delete(socket);
        bind(socket, Health.DEGRADED);

        first.close();

        assertThat(get(socket, "/health")).contains("degraded");
    }

    @Test
    void nothingIsLeftBesideTheSocket() throws Exception {
        bind(folder.resolve("flip.sock"), Health.HEALTHY);

        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("flip.sock"));
        }
    }

    @Test
    void anAgentThatIsTooBusyToAnswerKeepsItsSocket() throws Exception {
        Path socket = folder.resolve("flip.sock");
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            busy.bind(UnixDomainSocketAddress.of(socket), 1);
            boolean room = true;
            while (room) {
                SocketChannel one = SocketChannel.open(StandardProtocolFamily.UNIX);
                waiting.add(one);
                one.configureBlocking(false);
                room = connects(one, socket);
            }

            assertThatThrownBy(() -> bind(socket, Health.HEALTHY))
                    .hasMessageContaining("another agent answers there");
        } finally {
            for (SocketChannel one : waiting) {
                one.close();
            }
        }
    }

    private static boolean connects(SocketChannel channel, Path socket) {
        try {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            return false;
        }
    }
}
