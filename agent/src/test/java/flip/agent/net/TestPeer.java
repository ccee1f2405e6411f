package flip.agent.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;

/** An endpoint on loopback with an event loop of its own, and all that it received. */
final class TestPeer implements AutoCloseable {
    /** What was received, and on which thread. */
    @SuppressWarnings("ArrayRecordComponent")
    record Received(InetSocketAddress from, byte[] payload, String thread) {}

    private static final String THREAD = "net-test";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final List<Received> received = new CopyOnWriteArrayList<>();
    private final EventLoopGroup group;
    private final DatagramEndpoint endpoint;
    private final InetSocketAddress at;

    private TestPeer(
            Transport transport, InetSocketAddress at, KeyRing keys, Duration transferTimeout)
            throws BindRefused {
        this.at = at;
        group = transport.eventLoop(new DefaultThreadFactory(THREAD, true));
        try {
            endpoint =
                    DatagramEndpoint.bind(
                            group,
                            at,
                            keys,
                            (from, way, payload) ->
                                    received.add(
                                            new Received(
                                                    from,
                                                    payload,
                                                    Thread.currentThread().getName())),
                            transferTimeout);
        } catch (BindRefused e) {
            shutDown();
            throw e;
        }
    }

    static TestPeer bind(Transport transport, String host, String key) throws IOException {
        return bind(transport, host, KeyRing.of(key), DatagramEndpoint.TRANSFER_TIMEOUT);
    }

    static TestPeer bind(Transport transport, String host, KeyRing keys, Duration transferTimeout)
            throws IOException {
        return new TestPeer(transport, freePort(host), keys, transferTimeout);
    }

    static InetSocketAddress address(String literal, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(literal), port);
    }

    /**
     * A port that is free for UDP and TCP; outside of the range that is given out by the system.
     */
    static InetSocketAddress freePort(String host) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        IOException refused = new IOException("not tried");
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (DatagramSocket udp = new DatagramSocket(port, address);
                    ServerSocket tcp = new ServerSocket(port, 1, address)) {
                if (udp.getLocalPort() == tcp.getLocalPort()) {
                    return new InetSocketAddress(address, port);
                }
            } catch (BindException taken) {
                refused = taken;
            }
        }
        throw new IOException("no free port at " + host, refused);
    }

    InetSocketAddress at() {
        return at;
    }

    DatagramEndpoint endpoint() {
        return endpoint;
    }

    /** Sends on the event loop and waits until it was handed over. */
    void send(InetSocketAddress to, byte[] payload) throws Exception {
        group.submit(() -> endpoint.send(to, payload)).get(20, TimeUnit.SECONDS);
    }

    /** Sends to all of them in one go, before the event loop does anything else. */
    void sendToAll(List<InetSocketAddress> all, byte[] payload) throws Exception {
        group.submit(() -> all.forEach(to -> endpoint.send(to, payload))).get(20, TimeUnit.SECONDS);
    }

    byte[] sealed(byte[] payload) throws Exception {
        return group.submit(() -> endpoint.sealedDatagram(payload)).get(20, TimeUnit.SECONDS);
    }

    void renewSalt() throws Exception {
        group.submit(endpoint::renewSalt).get(20, TimeUnit.SECONDS);
    }

    long count(NetworkEvent event) {
        return endpoint.counters().of(event);
    }

    /** Waits long, and looks often. */
    static ConditionFactory patiently() {
        return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    void awaitReceived(int number) {
        patiently().until(() -> received.size() >= number);
    }

    void awaitCount(NetworkEvent event, long number) {
        patiently()
                .untilAsserted(
                        () ->
                                assertThat(count(event))
                                        .as("%s of %s", event, endpoint.counters())
                                        .isGreaterThanOrEqualTo(number));
    }

    /** Proves that everything sent to it before was dealt with, and that it still listens. */
    void awaitStillListening(TestPeer friend) throws Exception {
        int before = received.size();
        friend.send(at, new byte[] {42});
        awaitReceived(before + 1);
    }

    @Override
    public void close() {
        endpoint.close();
        shutDown();
    }

    private void shutDown() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(10_000);
    }
}
