package flip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CloseMatchTest {
    @Test
    void aSlipOfTheFingerIsFound() {
        assertThat(CloseMatch.of("ping_timout", Keys.SHARED)).contains("ping_timeout");
        assertThat(CloseMatch.of("gosip_interval", Keys.SHARED)).contains("gossip_interval");
        assertThat(CloseMatch.of("quroum", Keys.SHARED)).contains("quorum");
        assertThat(CloseMatch.of("Ping-Timeout", Keys.SHARED)).contains("ping_timeout");
        assertThat(CloseMatch.of("server", Keys.SHARED)).contains("servers");
    }

    @Test
    void anotherWordIsNot() {
        assertThat(CloseMatch.of("colour", Keys.SHARED)).isEmpty();
        assertThat(CloseMatch.of("x", Keys.SHARED)).isEmpty();
        assertThat(CloseMatch.of("q".repeat(100_000), Keys.SHARED)).isEmpty();
    }
}
