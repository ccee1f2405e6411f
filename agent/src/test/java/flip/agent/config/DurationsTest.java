package flip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "10 s, 10000",
        "10s, 10000",
        "500 ms, 500",
        "1m, 60000",
        "1.5 s, 1500",
        "0.0005s, -1",
        "0.5s, 500",
        "2 h, 7200000",
        "30 d, 2592000000",
        "31 d, -1"
    })
    void aTextHasItsUnit(String text, long millis) {
        assertThat(Durations.of(new Json.Text(Place.WHOLE, text)))
                .isEqualTo(millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "1 sec", "-1 s", "1  s", " 1 s", "1e3 ms", "1,5 s"})
    void nothingElseIsADuration(String text) {
        assertThat(Durations.of(new Json.Text(Place.WHOLE, text))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1500, 1500", "0, 0", "0.5, -1", "-1, -1", "99999999999999, -1"})
    void aNumberIsMilliseconds(String number, long millis) {
        assertThat(Durations.of(new Json.Amount(Place.WHOLE, number)))
                .isEqualTo(millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis)));
    }

    @Test
    void peopleReadSeconds() {
        assertThat(Durations.spelled(Duration.ofMillis(999))).isEqualTo("999 ms");
        assertThat(Durations.spelled(Duration.ofMillis(1875))).isEqualTo("1.875 s");
        assertThat(Durations.spelled(Duration.ofSeconds(30))).isEqualTo("30 s");
    }
}
