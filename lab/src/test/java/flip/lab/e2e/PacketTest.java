package flip.lab.e2e;

import static flip.lab.e2e.Scene.FIRST;
import static flip.lab.e2e.Scene.FLIP_HAS_BOTH;
import static flip.lab.e2e.Scene.PATIENCE;
import static flip.lab.e2e.Scene.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Packets that no agent sent, or that one sent long ago, are dropped and not answered. */
@NeedsNamespaces
class PacketTest {
    private static final Duration A_LONG_TIME = Timings.SHORT.pingTimeout().multipliedBy(8);
    private static final int LARGEST_DATAGRAM_BYTES = 65_507;
    private static final int FEW = 10;

    @RegisterExtension private final Scene scene = new Scene();

    @Test
    void garbageOfAnyLengthIsDroppedAndNotAnswered() throws IOException {
        scene.allUp(Timings.SHORT);
        SplittableRandom random = new SplittableRandom(1);

        try (Sniffer sniffer = Sniffer.on(scene.lab().hosts(), scene.host("flip1"));
                DatagramChannel stranger = stranger()) {
            for (int length : List.of(0, 1, 2, 11, 12, 28, 29, 100, 1200, 1201, 1472, 9000)) {
                for (int copy = 0; copy < FEW; copy++) {
                    send(stranger, random, length);
                }
            }
            send(stranger, random, LARGEST_DATAGRAM_BYTES);
            scene.assertNothingMovesFor(A_LONG_TIME);

            String client = scene.lab().hosts().client().ip();
            int port = ((InetSocketAddress) stranger.getLocalAddress()).getPort();
            assertThat(
                            sniffer.await(
                                    frame ->
                                            frame.target().equals(client)
                                                    && frame.targetPort() == port,
                                    Duration.ofMillis(500)))
                    .as("an answer to a stranger")
                    .isEmpty();
        }
        Daemon agent = scene.agents().agent("flip1");
        assertThat(agent.awaitLine(Says.REFUSED_PACKET, PATIENCE)).isTrue();
        assertThat(agent.lines(Says.REFUSED_PACKET)).hasSizeLessThan(FEW);
        scene.awaitAnswer(FIRST, "flip1");
        scene.awaitAnswer(SECOND, "flip");
    }

    @Test
    void packetsPlayedAgainChangeNothing() {
        scene.allUp(Timings.SHORT);

        try (Sniffer sniffer = Sniffer.on(scene.lab().hosts(), scene.host("flip"))) {
            for (Sniffer.Frame frame : record(sniffer, 20)) {
                for (int copy = 0; copy < FEW; copy++) {
                    sniffer.replay(frame);
                }
            }
        }

        scene.assertNothingMovesFor(A_LONG_TIME);
        scene.awaitAnswer(SECOND, "flip");
    }

    @Test
    void packetsOfADeadServerPlayedAgainDoNotKeepItAlive() {
        scene.allUp(Timings.SHORT);

        try (Sniffer sniffer = Sniffer.on(scene.lab().hosts(), scene.host("flip"))) {
            List<Sniffer.Frame> frames = record(sniffer, 20);
            scene.crash("flip1");
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (!scene.lab().timeline().holders(FIRST).contains("flip")
                    && System.nanoTime() < until) {
                frames.forEach(sniffer::replay);
                scene.lab().timeline().staysAsItIs(Timings.SHORT.gossipInterval().dividedBy(4));
            }
        }

        scene.awaitTable(FLIP_HAS_BOTH);
    }

    /** Datagrams of flip1's agent to flip's. */
    private List<Sniffer.Frame> record(Sniffer sniffer, int count) {
        List<Sniffer.Frame> frames = new ArrayList<>();
        while (frames.size() < count) {
            frames.add(
                    sniffer.await(
                                    frame ->
                                            frame.source().equals(scene.host("flip1").ip())
                                                    && frame.targetPort() == ClusterFile.PORT,
                                    PATIENCE)
                            .orElseThrow());
        }
        return frames;
    }

    private DatagramChannel stranger() {
        Host client = scene.lab().hosts().client();
        return client.namespace()
                .call(() -> DatagramChannel.open().bind(new InetSocketAddress(client.ip(), 0)));
    }

    private void send(DatagramChannel stranger, SplittableRandom random, int length)
            throws IOException {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        for (Host host : scene.lab().hosts().servers()) {
            stranger.send(
                    ByteBuffer.wrap(bytes), new InetSocketAddress(host.ip(), ClusterFile.PORT));
        }
    }
}
