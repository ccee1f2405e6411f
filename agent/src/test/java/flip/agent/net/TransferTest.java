package flip.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames over TCP, on each transport that this system has. */
class TransferTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<AutoCloseable> open = new ArrayList<>();

    static Stream<Transport> transports() {
        return Epoll.isAvailable() ? Stream.of(Transport.values()) : Stream.of(Transport.NIO);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aPayloadOf300KilobytesArrivesWhole(Transport transport) throws Exception {
        TestPeer one = peer(transport, LONG);
        TestPeer two = peer(transport, LONG);
        byte[] payload = new byte[300 * 1024];
        new Random(5).nextBytes(payload);

        one.send(two.at(), payload);

        two.awaitReceived(1);
        one.awaitCount(NetworkEvent.TRANSFER_SENT, 1);
        assertThat(two.received.get(0).payload()).isEqualTo(payload);
        assertThat(two.received.get(0).from().getAddress()).isEqualTo(one.at().getAddress());
        assertThat(two.count(NetworkEvent.CONNECTION_CUT)).isZero();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void theLongestPayloadArrives(Transport transport) throws Exception {
        TestPeer one = peer(transport, LONG);
        TestPeer two = peer(transport, LONG);

        one.send(two.at(), new byte[Sealer.PAYLOAD_LIMIT_BYTES]);

        two.awaitReceived(1);
        assertThat(two.received.get(0).payload()).hasSize(Sealer.PAYLOAD_LIMIT_BYTES);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aHalfSentFrameIsCountedAndNothingElse(Transport transport) throws Exception {
        TestPeer one = peer(transport, LONG);
        TestPeer two = peer(transport, LONG);
        byte[] frame = frame("secret", 10_000);

        try (Socket socket = connect(two)) {
            socket.getOutputStream().write(frame, 0, frame.length / 2);
        }
        try (Socket socket = connect(two)) {
            socket.getOutputStream().write(frame, 0, 3);
        }
        // Ends with a reset instead of an orderly close.
        try (Socket socket = connect(two)) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(frame, 0, 100);
        }

        two.awaitCount(NetworkEvent.CONNECTION_CUT, 3);
        assertThat(two.received).isEmpty();
        two.awaitStillListening(one);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void garbageIsRefusedByItsLengthOrByItsSeal(Transport transport) throws Exception {
        TestPeer one = peer(transport, LONG);
        TestPeer two = peer(transport, LONG);
        byte[] flipped = frame("secret", 10_000);
        flipped[flipped.length - 1] ^= 1;
        byte[] oneTooLong = ByteBuffer.allocate(4).putInt(Sealer.FRAME_LIMIT_BYTES + 1).array();

        sendAndAwaitEnd(two, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        sendAndAwaitEnd(two, oneTooLong);
        sendAndAwaitEnd(two, new byte[100]);
        sendAndAwaitEnd(two, flipped);
        sendAndAwaitEnd(two, frame("another secret", 10_000));
        sendAndAwaitEnd(two, ByteBuffer.allocate(5000).putInt(4000).array());

        assertThat(two.count(NetworkEvent.REFUSED_TOO_LONG)).isEqualTo(2);
        assertThat(two.count(NetworkEvent.REFUSED_TOO_SHORT)).isEqualTo(1);
        assertThat(two.count(NetworkEvent.REFUSED_NOT_AUTHENTIC)).isEqualTo(1);
        assertThat(two.count(NetworkEvent.REFUSED_UNKNOWN_KEY)).isEqualTo(1);
        assertThat(two.count(NetworkEvent.REFUSED_UNKNOWN_VERSION)).isEqualTo(1);
        assertThat(two.received).isEmpty();
        two.awaitStillListening(one);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aConnectionThatOnlyDripsIsClosedWhenItsTimeIsOver(Transport transport) throws Exception {
        TestPeer one = peer(transport, SHORT);
        TestPeer two = peer(transport, SHORT);

        try (Socket silent = connect(two);
                Socket dripping = connect(two)) {
            OutputStream out = dripping.getOutputStream();
            ByteBuffer rest = ByteBuffer.wrap(frame("secret", 100_000));
            // A byte every few milliseconds: never idle, and minutes from complete.
            TestPeer.patiently()
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !drip(out, rest.get()));

            two.awaitCount(NetworkEvent.CONNECTION_TIMED_OUT, 2);
            silent.setSoTimeout(10_000);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(two.received).isEmpty();
        two.awaitStillListening(one);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void of200ConnectionsAtOnceOfASource32AreServedAndTheOthersClosed(Transport transport)
            throws Exception {
        TestPeer one = peer(transport, LONG);
        TestPeer two = peer(transport, LONG);
        byte[] frame = frame("secret", 2000);
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int number = 0; number < 200; number++) {
                sockets.add(connect(two));
                // The backlog is bounded too: do not outrun it.
                if (number >= 32) {
                    two.awaitCount(NetworkEvent.CONNECTION_REFUSED, number + 1 - 32);
                }
            }

            for (Socket socket : sockets.subList(0, 32)) {
                socket.getOutputStream().write(frame);
            }

            two.awaitReceived(32);
            assertThat(two.count(NetworkEvent.CONNECTION_REFUSED)).isEqualTo(200 - 32);
        } finally {
            close(sockets);
        }
        // The places are free again.
        one.send(two.at(), new byte[5000]);
        two.awaitReceived(33);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void whoOpensAllThatItMayKeepsNobodyElseOut(Transport transport) throws Exception {
        TestPeer two = peer(transport, LONG);
        byte[] frame = frame("secret", 2000);
        List<Socket> silent = new ArrayList<>();
        try (Socket other = new Socket()) {
            for (int number = 0; number < 40; number++) {
                silent.add(connect(two));
            }
            two.awaitCount(NetworkEvent.CONNECTION_REFUSED, 8);

            other.bind(TestPeer.address("127.0.0.2", 0));
            other.connect(two.at());
            other.getOutputStream().write(frame);

            two.awaitReceived(1);
        } finally {
            close(silent);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void allSourcesTogetherHave64Places(Transport transport) throws Exception {
        TestPeer two = peer(transport, LONG);
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int source = 2; source < 5; source++) {
                for (int number = 0; number < 25; number++) {
                    Socket socket = new Socket();
                    sockets.add(socket);
                    socket.bind(TestPeer.address("127.0.0." + source, 0));
                    socket.connect(two.at());
                }
            }
            two.awaitCount(NetworkEvent.CONNECTION_REFUSED, 75 - Arrivals.LIMIT_CONNECTIONS);
        } finally {
            close(sockets);
        }
        two.awaitCount(NetworkEvent.CONNECTION_CUT, Arrivals.LIMIT_CONNECTIONS);
        assertThat(two.count(NetworkEvent.CONNECTION_REFUSED)).isEqualTo(75 - 64);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void whatConnectionsHoldTogetherIsBounded(Transport transport) throws Exception {
        TestPeer one = peer(transport, LONG);
        TestPeer two = peer(transport, LONG);
        byte[] part =
                ByteBuffer.allocate(Sealer.FRAME_LIMIT_BYTES - 10)
                        .putInt(Sealer.FRAME_LIMIT_BYTES)
                        .array();
        List<Socket> sockets = new ArrayList<>();
        try {
            // Two of one source, one more of all.
            for (int number = 0; number < 6; number++) {
                Socket socket = new Socket();
                sockets.add(socket);
                socket.bind(TestPeer.address(number < 4 ? "127.0.0.2" : "127.0.0.3", 0));
                socket.connect(two.at());
                writeUntilClosed(socket, part);
            }
            two.awaitCount(NetworkEvent.CONNECTION_REFUSED, 3);
        } finally {
            close(sockets);
        }
        two.awaitCount(NetworkEvent.CONNECTION_CUT, 3);
        one.send(two.at(), new byte[Sealer.PAYLOAD_LIMIT_BYTES]);
        two.awaitReceived(1);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void whereNobodyListensTheTransferFails(Transport transport) throws Exception {
        TestPeer one = peer(transport, LONG);

        one.send(TestPeer.freePort("127.0.0.1"), new byte[5000]);
        one.send(TestPeer.address("::1", 2200), new byte[5000]);
        one.send(new InetSocketAddress("240.0.0.1", 2200), new byte[5000]);

        one.awaitCount(NetworkEvent.TRANSFER_FAILED, 3);
        assertThat(one.count(NetworkEvent.TRANSFER_SENT)).isZero();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aPeerThatReadsNothingTakesFourPlacesUntilTheirTimeIsOver(Transport transport)
            throws Exception {
        TestPeer one = peer(transport, Duration.ofMillis(1500));
        TestPeer two = peer(transport, LONG);
        byte[] payload = new byte[Sealer.PAYLOAD_LIMIT_BYTES / 4];
        try (ServerSocket deaf = new ServerSocket()) {
            // A window too small for the payload, and nobody who reads.
            deaf.setReceiveBufferSize(4096);
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            InetSocketAddress to = (InetSocketAddress) deaf.getLocalSocketAddress();

            one.sendToAll(Collections.nCopies(10, to), payload);
            assertThat(one.count(NetworkEvent.TRANSFER_DROPPED)).isEqualTo(6);

            one.send(two.at(), payload);
            two.awaitReceived(1);
            one.awaitCount(NetworkEvent.TRANSFER_FAILED, 4);
            assertThat(one.count(NetworkEvent.TRANSFER_SENT)).isEqualTo(1);
        }
        two.awaitStillListening(one);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void whatIsQueuedIsBoundedInBytes(Transport transport) throws Exception {
        TestPeer one = peer(transport, LONG);
        List<TestPeer> others = new ArrayList<>();
        for (int number = 0; number < 4; number++) {
            others.add(peer(transport, LONG));
        }

        one.sendToAll(others.stream().map(TestPeer::at).toList(), new byte[1_000_000]);

        assertThat(one.count(NetworkEvent.TRANSFER_DROPPED)).isEqualTo(2);
        one.awaitCount(NetworkEvent.TRANSFER_SENT, 2);
    }

    private TestPeer peer(Transport transport, Duration timeout) throws IOException {
        TestPeer peer = TestPeer.bind(transport, "127.0.0.1", KeyRing.of("secret"), timeout);
        open.add(peer);
        return peer;
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static Socket connect(TestPeer to) throws IOException {
        return new Socket(to.at().getAddress(), to.at().getPort());
    }

    private static byte[] frame(String key, int payloadBytes) {
        byte[] sealed =
                new Sealer(KeyRing.of(key), new SecureRandom()).seal(new byte[payloadBytes]);
        return ByteBuffer.allocate(4 + sealed.length).putInt(sealed.length).put(sealed).array();
    }

    private static void sendAndAwaitEnd(TestPeer to, byte[] bytes) throws IOException {
        try (Socket socket = connect(to)) {
            socket.setSoTimeout(20_000);
            writeUntilClosed(socket, bytes);
            assertThat(answer(socket)).isEmpty();
        }
    }

    /** All that the other side says before it closes: a reset is an end like another. */
    private static byte[] answer(Socket socket) throws IOException {
        byte[] answer = new byte[16];
        try {
            int length = socket.getInputStream().read(answer);
            return Arrays.copyOf(answer, Math.max(0, length));
        } catch (SocketException reset) {
            return new byte[0];
        }
    }

    private static void writeUntilClosed(Socket socket, byte[] bytes) throws IOException {
        for (int from = 0; from < bytes.length; from += 65_536) {
            try {
                socket.getOutputStream().write(bytes, from, Math.min(65_536, bytes.length - from));
            } catch (SocketException closed) {
                return;
            }
        }
    }

    private static boolean drip(OutputStream out, byte value) {
        try {
            out.write(value);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
