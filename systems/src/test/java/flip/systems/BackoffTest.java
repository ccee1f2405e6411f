package flip.systems;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void eachWaitIsTwiceTheOneBeforeUpToHalfAMinute() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1));

        assertThat(backoff.after(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.after(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(backoff.after(5)).isEqualTo(Duration.ofSeconds(16));
        assertThat(backoff.after(6)).isEqualTo(Backoff.MOST);
        assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(Backoff.MOST);
    }

    @Test
    void aFirstWaitThatIsLongerStaysAsItIs() {
        Backoff backoff = new Backoff(Duration.ofMinutes(2));

        assertThat(backoff.after(1)).isEqualTo(Duration.ofMinutes(2));
        assertThat(backoff.after(9)).isEqualTo(Duration.ofMinutes(2));
    }
}
