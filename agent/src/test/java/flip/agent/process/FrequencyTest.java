package flip.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What happens often is counted anew in each period, which begins when something happens. */
class FrequencyTest {
    @Test
    void itCountsFromOneInEachPeriod() {
        Frequency frequency = new Frequency(Duration.ofNanos(10));

        assertThat(frequency.happens(-3)).isEqualTo(1);
        assertThat(frequency.happens(6)).isEqualTo(2);
        assertThat(frequency.happens(7)).isEqualTo(1);
        assertThat(frequency.happens(8)).isEqualTo(2);
        assertThat(frequency.happens(100)).isEqualTo(1);
    }
}
