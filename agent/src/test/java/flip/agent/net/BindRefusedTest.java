package flip.agent.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BindRefusedTest {
    static Stream<Transport> transports() {
        return Epoll.isAvailable() ? Stream.of(Transport.values()) : Stream.of(Transport.NIO);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aUdpPortInUseIsNamed(Transport transport) throws Exception {
        InetSocketAddress at = TestPeer.freePort("127.0.0.1");
        try (DatagramSocket other = new DatagramSocket(at)) {
            assertThat(other.isBound()).isTrue();

            assertThat(refusal(transport, at))
                    .startsWith(
                            "cannot listen on udp 127.0.0.1:"
                                    + at.getPort()
                                    + ": the port is in use")
                    .contains("another `port`");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aTcpPortInUseIsNamedAndTheUdpPortGivenBack(Transport transport) throws Exception {
        InetSocketAddress at = TestPeer.freePort("127.0.0.1");
        try (ServerSocket other = new ServerSocket(at.getPort(), 1, at.getAddress())) {
            assertThat(other.isBound()).isTrue();

            assertThat(refusal(transport, at))
                    .startsWith("cannot listen on tcp 127.0.0.1:" + at.getPort() + ": the port");
        }

        try (DatagramSocket free = new DatagramSocket(at)) {
            assertThat(free.isBound()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void anAddressOfAnotherHostIsNamed(Transport transport) {
        assertThat(refusal(transport, new InetSocketAddress("192.0.2.7", 2200)))
                .startsWith("cannot listen on udp 192.0.2.7:2200: 192.0.2.7 is not an address of")
                .contains("set `ip`");
    }

    @ParameterizedTest
    @MethodSource("transports")
    void anIpv6AddressIsWrittenInBrackets(Transport transport) {
        assertThat(refusal(transport, new InetSocketAddress("2001:db8::7", 2200)))
                .startsWith("cannot listen on udp [2001:db8:0:0:0:0:0:7]:2200: ");
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aNameWithoutAddressIsNamed(Transport transport) {
        assertThat(refusal(transport, InetSocketAddress.createUnresolved("flip1.invalid", 2200)))
                .startsWith("cannot listen on udp flip1.invalid:2200: this name has no address");
    }

    @Test
    void aPrivilegedPortSaysWhatItTakes() {
        BindRefused refused =
                BindRefused.of(
                        "udp",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 22),
                        new BindException("Permission denied"));

        assertThat(refused.getMessage())
                .contains("127.0.0.1:22")
                .contains("Permission denied")
                .contains("CAP_NET_BIND_SERVICE");
    }

    /** The one line, checked to be one. */
    private static String refusal(Transport transport, InetSocketAddress at) {
        EventLoopGroup group = transport.eventLoop(new DefaultThreadFactory("bind-test", true));
        try {
            BindRefused refused =
                    catchThrowableOfType(
                            BindRefused.class,
                            () ->
                                    DatagramEndpoint.bind(
                                            group,
                                            at,
                                            KeyRing.of("secret"),
                                            (from, way, bytes) -> {}));
            assertThat(refused).isNotNull();
            assertThat(refused.getMessage()).doesNotContain("\n");
            return String.valueOf(refused.getMessage());
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(10_000);
        }
    }
}
