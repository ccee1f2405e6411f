package flip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Timing;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimingReaderTest {
    @Test
    void withoutAnythingTheTimingsSuitALan() {
        assertThat(timing("")).isEqualTo(timing(1000, 1500, 375));
    }

    @Test
    void aProfileIsTimingsThatBelongTogether() {
        assertThat(timing("'profile': 'lan'")).isEqualTo(timing(1000, 1500, 375));
        assertThat(timing("'profile': 'fast'")).isEqualTo(timing(100, 250, 60));
        assertThat(timing("'profile': 'wan'")).isEqualTo(timing(5000, 15000, 3000));
    }

    @Test
    void anythingCanBeGivenBesideAProfile() {
        assertThat(timing("'profile': 'fast', 'gossip_interval': 50"))
                .isEqualTo(timing(50, 250, 60));
        assertThat(timing("'profile': 'wan', 'guard': '4 s'")).isEqualTo(timing(5000, 15000, 4000));
    }

    @Test
    void theGuardIsAQuarterOfTheTimeoutAndNotTooShort() {
        assertThat(timing("'ping_timeout': '10s'")).isEqualTo(timing(1000, 10000, 2500));
        assertThat(timing("'gossip_interval': 100, 'ping_timeout': 150"))
                .isEqualTo(timing(100, 150, 50));
    }

    @Test
    void aServerMayBeMatureAtOnce() {
        assertThat(timing("'mature': 0").mature()).isEqualTo(Duration.ZERO);
    }

    private static Timing timing(long interval, long timeout, long guard) {
        return new Timing(
                Duration.ofMillis(interval),
                Duration.ofMillis(timeout),
                Duration.ofMillis(guard),
                Duration.ofSeconds(5),
                3);
    }

    private static Timing timing(String keys) {
        String text =
                "{"
                        + keys.replace('\'', '"')
                        + (keys.isEmpty() ? "" : ",")
                        + "\"key\": \"correct horse battery\","
                        + "\"servers\": {\"a\": {\"ip\": \"::1\", \"port\": 1}}}";
        return Fixtures.catalog(text).configuration().timing();
    }
}
