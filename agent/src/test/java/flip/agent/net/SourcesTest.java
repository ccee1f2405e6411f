package flip.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SourcesTest {
    private final Sources sources = new Sources(4, 300);

    private Sources.Place from(String address) throws IOException {
        return sources.opened(TestPeer.address(address, 1));
    }

    @Test
    void aSourceMayHaveHalfOfTheConnections() throws IOException {
        assertThat(from("192.0.2.1").isOneTooMany()).isFalse();
        assertThat(from("192.0.2.1").isOneTooMany()).isFalse();
        Sources.Place third = from("192.0.2.1");
        assertThat(third.isOneTooMany()).isTrue();

        third.close();
        assertThat(from("192.0.2.2").isOneTooMany()).isFalse();
        assertThat(from("192.0.2.2").isOneTooMany()).isFalse();
        assertThat(from("192.0.2.3").isOneTooMany()).isTrue();
    }

    @Test
    void portsOfAHostAreOneSource() throws IOException {
        for (int port = 1; port <= 2; port++) {
            sources.opened(TestPeer.address("192.0.2.1", port));
        }

        assertThat(sources.opened(TestPeer.address("192.0.2.1", 3)).isOneTooMany()).isTrue();
    }

    @Test
    void addressesThatAHostChoosesItselfAreOneSource() throws IOException {
        from("2001:db8:0:7::1");
        from("2001:db8:0:7:ffff::2");

        assertThat(from("2001:db8:0:8::1").isOneTooMany()).isFalse();
        assertThat(from("2001:db8:0:7::3").isOneTooMany()).isTrue();
    }

    @Test
    void aSourceMayHaveTwoThirdsOfTheBytes() throws IOException {
        Sources.Place one = from("192.0.2.1");
        Sources.Place another = from("192.0.2.2");

        one.holds(200);
        assertThat(one.isOneTooMany()).isFalse();
        one.holds(201);
        assertThat(one.isOneTooMany()).isTrue();
        assertThat(another.isOneTooMany()).isFalse();

        one.holds(200);
        another.holds(101);
        assertThat(another.isOneTooMany()).isTrue();
    }

    @Test
    void nothingIsKeptOfWhoIsGone() throws IOException {
        Sources.Place one = from("192.0.2.1");
        one.holds(300);
        one.close();

        assertThat(sources.count()).isZero();
        assertThat(from("192.0.2.1").isOneTooMany()).isFalse();
    }
}
