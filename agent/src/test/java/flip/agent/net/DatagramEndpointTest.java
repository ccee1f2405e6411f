package flip.agent.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Datagrams over real sockets, on each transport that this system has. */
class DatagramEndpointTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private final List<TestPeer> peers = new ArrayList<>();

    static Stream<Transport> transports() {
        return Epoll.isAvailable() ? Stream.of(Transport.values()) : Stream.of(Transport.NIO);
    }

    @AfterEach
    void close() {
        peers.forEach(TestPeer::close);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void whatIsSentIsReceivedOnTheEventLoopWithItsSender(Transport transport) throws Exception {
        TestPeer one = peer(transport, "127.0.0.1", "secret");
        TestPeer two = peer(transport, "127.0.0.1", "secret");

        one.send(two.at(), HELLO);

        two.awaitReceived(1);
        assertThat(two.received.get(0).payload()).isEqualTo(HELLO);
        assertThat(two.received.get(0).from()).isEqualTo(one.at());
        assertThat(two.received.get(0).thread()).startsWith("net-test");
        assertThat(one.count(NetworkEvent.DATAGRAM_SENT)).isEqualTo(1);
        assertThat(two.count(NetworkEvent.DATAGRAM_RECEIVED)).isEqualTo(1);
        assertThat(one.endpoint().transport()).isEqualTo(transport);
    }

    @Test
    void aRenewedSaltIsAnotherAndUnderstoodAsWell() throws Exception {
        TestPeer one = peer(Transport.NIO, "127.0.0.1", "secret");
        TestPeer two = peer(Transport.NIO, "127.0.0.1", "secret");
        byte[] before = one.sealed(HELLO);

        one.renewSalt();

        assertThat(salt(one.sealed(HELLO))).isNotEqualTo(salt(before));
        one.send(two.at(), HELLO);
        two.awaitReceived(1);
        assertThat(two.received.get(0).payload()).isEqualTo(HELLO);
    }

    private static byte[] salt(byte[] sealed) {
        return Arrays.copyOfRange(sealed, Envelope.SALT_AT, Envelope.SALT_AT + Envelope.SALT_BYTES);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void ipv6IsAnAddressLikeAnother(Transport transport) throws Exception {
        TestPeer one = peer(transport, "::1", "secret");
        TestPeer two = peer(transport, "::1", "secret");

        one.send(two.at(), HELLO);
        one.send(two.at(), new byte[50_000]);

        two.awaitReceived(2);
        assertThat(two.received)
                .extracting(received -> received.payload().length)
                .containsExactlyInAnyOrder(5, 50_000);
        assertThat(two.received)
                .allMatch(seen -> seen.from().getAddress().equals(one.at().getAddress()));
    }

    @ParameterizedTest
    @MethodSource("transports")
    void theLongestPayloadOfADatagramTravelsAsOne(Transport transport) throws Exception {
        TestPeer one = peer(transport, "127.0.0.1", "secret");
        TestPeer two = peer(transport, "127.0.0.1", "secret");

        one.send(two.at(), new byte[Sealer.DATAGRAM_PAYLOAD_LIMIT_BYTES]);
        one.send(two.at(), new byte[Sealer.DATAGRAM_PAYLOAD_LIMIT_BYTES + 1]);

        two.awaitReceived(2);
        assertThat(two.count(NetworkEvent.DATAGRAM_RECEIVED)).isEqualTo(1);
        assertThat(two.count(NetworkEvent.TRANSFER_RECEIVED)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void everyFlippedByteAndEveryTruncationIsRefusedAndCounted(Transport transport)
            throws Exception {
        TestPeer one = peer(transport, "127.0.0.1", "secret");
        TestPeer two = peer(transport, "127.0.0.1", "secret");
        byte[] sealed = one.sealed(HELLO);

        for (int index = 0; index < sealed.length; index++) {
            byte[] flipped = sealed.clone();
            flipped[index] ^= 0x10;
            raw(two.at(), flipped);
            raw(two.at(), Arrays.copyOf(sealed, index));
            // The inbox is bounded: let it be emptied before it overflows.
            if (index % 20 == 19) {
                awaitRefusals(two, 2L * (index + 1));
            }
        }

        awaitRefusals(two, 2L * sealed.length);
        assertThat(two.received).isEmpty();
        assertThat(two.count(NetworkEvent.REFUSED_UNKNOWN_VERSION)).isEqualTo(1);
        assertThat(two.count(NetworkEvent.REFUSED_UNKNOWN_KEY)).isEqualTo(1);
        assertThat(two.count(NetworkEvent.REFUSED_TOO_SHORT)).isEqualTo(Sealer.OVERHEAD_BYTES);
        assertThat(two.count(NetworkEvent.REFUSED_NOT_AUTHENTIC))
                .isEqualTo(2L * sealed.length - 2 - Sealer.OVERHEAD_BYTES);
        two.awaitStillListening(one);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void garbageOfEverySizeIsNeverAnswered(Transport transport) throws Exception {
        TestPeer one = peer(transport, "127.0.0.1", "secret");
        TestPeer two = peer(transport, "127.0.0.1", "secret");
        Random random = new Random(3);

        try (DatagramSocket stranger = new DatagramSocket()) {
            int[] sizes = {0, 1, 41, 42, 43, 1199, 1200, 1201, 2047, 2048, 2049, 9000, 65_507};
            for (int size : sizes) {
                byte[] garbage = new byte[size];
                random.nextBytes(garbage);
                stranger.send(new DatagramPacket(garbage, size, two.at()));
            }
            awaitRefusals(two, sizes.length);

            assertThat(two.count(NetworkEvent.REFUSED_TOO_SHORT)).isEqualTo(3);
            assertThat(two.count(NetworkEvent.REFUSED_TOO_LONG)).isEqualTo(6);
            two.awaitStillListening(one);
            assertThat(two.count(NetworkEvent.DATAGRAM_SENT)).isZero();
            stranger.setSoTimeout(100);
            assertThatThrownBy(() -> stranger.receive(new DatagramPacket(new byte[1], 1)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aSealedDatagramOf64KilobytesIsTooLongAlthoughItIsOurs(Transport transport)
            throws Exception {
        TestPeer one = peer(transport, "127.0.0.1", "secret");
        TestPeer two = peer(transport, "127.0.0.1", "secret");
        Sealer sealer = new Sealer(KeyRing.of("secret"), new SecureRandom());

        raw(two.at(), sealer.seal(new byte[65_507 - Sealer.OVERHEAD_BYTES]));
        raw(two.at(), sealer.seal(new byte[1201 - Sealer.OVERHEAD_BYTES]));

        two.awaitCount(NetworkEvent.REFUSED_TOO_LONG, 2);
        assertThat(two.received).isEmpty();
        two.awaitStillListening(one);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aReplayPassesHere(Transport transport) throws Exception {
        TestPeer one = peer(transport, "127.0.0.1", "secret");
        TestPeer two = peer(transport, "127.0.0.1", "secret");
        byte[] sealed = one.sealed(HELLO);

        raw(two.at(), sealed);
        raw(two.at(), sealed);

        two.awaitReceived(2);
        assertThat(two.received).allMatch(seen -> Arrays.equals(seen.payload(), HELLO));
    }

    @ParameterizedTest
    @MethodSource("transports")
    void anotherKeyIsRefusedAndARingWithBothIsNot(Transport transport) throws Exception {
        TestPeer stranger = peer(transport, "127.0.0.1", "another secret");
        TestPeer two = peer(transport, "127.0.0.1", "secret");
        TestPeer rotating = peer(transport, KeyRing.of(List.of("secret", "another secret")));

        stranger.send(two.at(), HELLO);
        stranger.send(rotating.at(), HELLO);
        rotating.send(two.at(), HELLO);

        two.awaitReceived(1);
        rotating.awaitReceived(1);
        two.awaitCount(NetworkEvent.REFUSED_UNKNOWN_KEY, 1);
        assertThat(two.received.get(0).from()).isEqualTo(rotating.at());
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aPortNobodyListensOnAndNetworksThatAreNotThereEndNothing(Transport transport)
            throws Exception {
        TestPeer one = peer(transport, "127.0.0.1", "secret");
        TestPeer two = peer(transport, "127.0.0.1", "secret");
        InetSocketAddress nobody = TestPeer.freePort("127.0.0.1");

        for (int number = 0; number < 20; number++) {
            one.send(nobody, HELLO);
        }
        one.send(new InetSocketAddress("240.0.0.1", 2200), HELLO);
        one.send(TestPeer.address("::1", 2200), HELLO);
        one.send(InetSocketAddress.createUnresolved("no.such.host.invalid", 2200), HELLO);
        one.send(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), HELLO);

        one.awaitCount(NetworkEvent.SEND_FAILED, 3);
        two.awaitStillListening(one);
        one.awaitStillListening(two);
    }

    @Test
    void sendIsForTheEventLoopOnly() throws Exception {
        TestPeer one = peer(Transport.NIO, "127.0.0.1", "secret");

        assertThatThrownBy(() -> one.endpoint().send(one.at(), HELLO))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("main");
    }

    @ParameterizedTest
    @MethodSource("transports")
    void whatTheReceiverThrowsGoesToTheHandlerOfUncaughtExceptions(Transport transport)
            throws Exception {
        TestPeer one = peer(transport, "127.0.0.1", "secret");
        BlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();
        EventLoopGroup group =
                transport.eventLoop(
                        new DefaultThreadFactory("faulty") {
                            @Override
                            protected Thread newThread(Runnable runnable, String name) {
                                Thread thread = super.newThread(runnable, name);
                                thread.setUncaughtExceptionHandler(
                                        (where, what) -> uncaught.add(what));
                                return thread;
                            }
                        });
        InetSocketAddress at = TestPeer.freePort("127.0.0.1");
        try (DatagramEndpoint faulty =
                DatagramEndpoint.bind(
                        group,
                        at,
                        KeyRing.of("secret"),
                        (from, way, payload) -> {
                            throw new AssertionError("of " + payload.length + " bytes");
                        })) {
            one.send(at, HELLO);
            one.send(at, new byte[2000]);

            List<String> messages = new ArrayList<>();
            for (int number = 0; number < 2; number++) {
                Throwable thrown = uncaught.poll(20, TimeUnit.SECONDS);
                assertThat(thrown).isInstanceOf(AssertionError.class);
                messages.add(String.valueOf(thrown.getMessage()));
            }
            assertThat(messages).containsExactlyInAnyOrder("of 5 bytes", "of 2000 bytes");
            assertThat(faulty.counters().of(NetworkEvent.RECEIVE_FAILED)).isZero();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(10_000);
        }
    }

    @Test
    void aClosedEndpointFreesItsPortAndMayBeClosedAgain() throws Exception {
        TestPeer one = TestPeer.bind(Transport.NIO, "127.0.0.1", "secret");
        one.endpoint().close();
        one.endpoint().close();

        // The selector lets go of a closed socket the next time it turns.
        TestPeer.patiently().until(() -> isFree(one.at()));
        one.close();
    }

    private static boolean isFree(InetSocketAddress at) throws IOException {
        try (DatagramSocket udp = new DatagramSocket(at);
                ServerSocket tcp = new ServerSocket(at.getPort(), 1, at.getAddress())) {
            return udp.getLocalPort() == tcp.getLocalPort();
        } catch (BindException taken) {
            return false;
        }
    }

    private TestPeer peer(Transport transport, String host, String key) throws IOException {
        TestPeer peer = TestPeer.bind(transport, host, key);
        peers.add(peer);
        return peer;
    }

    private TestPeer peer(Transport transport, KeyRing keys) throws IOException {
        TestPeer peer =
                TestPeer.bind(transport, "127.0.0.1", keys, DatagramEndpoint.TRANSFER_TIMEOUT);
        peers.add(peer);
        return peer;
    }

    /** Sends the bytes as they are. */
    private static void raw(InetSocketAddress to, byte[] bytes) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        }
    }

    private static void awaitRefusals(TestPeer peer, long number) {
        TestPeer.patiently()
                .until(
                        () ->
                                peer.count(NetworkEvent.REFUSED_TOO_SHORT)
                                                + peer.count(NetworkEvent.REFUSED_TOO_LONG)
                                                + peer.count(NetworkEvent.REFUSED_UNKNOWN_VERSION)
                                                + peer.count(NetworkEvent.REFUSED_UNKNOWN_KEY)
                                                + peer.count(NetworkEvent.REFUSED_NOT_AUTHENTIC)
                                        >= number);
    }
}
