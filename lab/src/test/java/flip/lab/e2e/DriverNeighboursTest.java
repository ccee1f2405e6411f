package flip.lab.e2e;

import static flip.lab.e2e.DriverScene.ON_ETH0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others see of the addresses that ip_driver takes and gives back. */
@NeedsNamespaces
class DriverNeighboursTest {
    private static final int PORT = 7000;

    @TempDir private Path folder;
    private DriverScene scene;

    @BeforeEach
    void build() {
        scene = new DriverScene(folder);
    }

    @AfterEach
    void remove() {
        scene.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.0.1", "fd00:90::1"})
    void aNeighbourThatKnewAnAddressElsewhereIsToldAtOnceAndAgain(String address) {
        SpokenDriver driver = scene.driver();
        clientKnowsElsewhere(address);

        assertThat(driver.ask("alive ip %s %s".formatted(address, ON_ETH0))).isEqualTo("ok");

        await().atMost(Duration.ofSeconds(2)).until(() -> clientKnowsHere(address));
        for (int repeat = 0; repeat < 3; repeat++) {
            clientKnowsElsewhere(address);
            await().atMost(Duration.ofSeconds(5)).until(() -> clientKnowsHere(address));
        }

        assertThat(driver.ask("down ip %s %s".formatted(address, ON_ETH0))).isEqualTo("ok");
        clientKnowsElsewhere(address);
        assertThat(driver.nextWithin(Duration.ofMillis(1500))).isEmpty();
        assertThat(clientKnowsHere(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.0.1", "fd00:90::1"})
    void aClientIsResetWhenTheAgentDies(String address) throws IOException {
        SpokenDriver driver = scene.driver();
        assertThat(driver.ask("alive ip %s %s".formatted(address, ON_ETH0))).isEqualTo("ok");
        InetSocketAddress at = new InetSocketAddress(address, PORT);
        // On all addresses of both families, so that one of IPv4 is an IPv4 one in IPv6's clothes.
        try (ServerSocketChannel server =
                        scene.host()
                                .namespace()
                                .call(
                                        () ->
                                                ServerSocketChannel.open()
                                                        .bind(new InetSocketAddress(PORT)));
                SocketChannel client =
                        scene.lab()
                                .hosts()
                                .client()
                                .namespace()
                                .call(() -> SocketChannel.open(at));
                SocketChannel accepted = server.accept()) {
            assertThat(accepted.isConnected()).isTrue();

            driver.hangUp();

            assertThatThrownBy(() -> client.read(ByteBuffer.allocate(1)))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
        assertThat(driver.exitCode()).isZero();
    }

    @Test
    void nobodyConnectsBetweenTheResetAndTheEndOfAnAddress() {
        SpokenDriver driver =
                scene.start(
                        scene.changed(
                                "my $remove = \\&Flip::Addresses::remove;",
                                "*Flip::Addresses::remove = sub {",
                                "    open my $out, '>', '%s/rules';".formatted(folder),
                                "    print {$out} `nft list ruleset`;",
                                "    return $remove->(@_);",
                                "};"));
        assertThat(driver.next()).startsWith("hello ");
        assertThat(driver.ask("alive ip 192.168.0.1 " + ON_ETH0)).isEqualTo("ok");
        assertThat(driver.ask("alive ip fd00:90::1 " + ON_ETH0)).isEqualTo("ok");
        assertThat(scene.rules()).contains("dormant");

        assertThat(driver.ask("down ip fd00:90::1 " + ON_ETH0)).isEqualTo("ok");
        assertThat(folder.resolve("rules"))
                .content()
                .contains("fd00:90::1 timeout 2s", "drop")
                .doesNotContain("dormant", "192.168.0.1");
        assertThat(driver.ask("down ip 192.168.0.1 " + ON_ETH0)).isEqualTo("ok");
        assertThat(folder.resolve("rules"))
                .content()
                .contains("192.168.0.1 timeout 2s", "drop")
                .doesNotContain("dormant", "fd00:90::1");

        assertThat(driver.ask("clock")).startsWith("ok ");
        assertThat(scene.rules()).contains("dormant").doesNotContain("timeout 2s");
    }

    private void clientKnowsElsewhere(String address) {
        client().ip(
                        "neigh",
                        "replace",
                        address,
                        "lladdr",
                        "02:00:00:00:00:99",
                        "dev",
                        Host.INTERFACE,
                        "nud",
                        "reachable");
    }

    private boolean clientKnowsHere(String address) {
        String link = scene.host().namespace().ip("-o", "link", "show", "dev", Host.INTERFACE);
        String hardware = link.replaceAll("(?s).*link/ether (\\S+).*", "$1");
        return client().ip("neigh", "show", "to", address, "dev", Host.INTERFACE)
                .contains(hardware);
    }

    private Netns client() {
        return scene.lab().hosts().client().namespace();
    }
}
