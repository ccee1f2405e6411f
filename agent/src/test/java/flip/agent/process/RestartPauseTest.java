package flip.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a driver is started again. */
class RestartPauseTest {
    private final RestartPause pause = new RestartPause();

    @Test
    void oneThatIsNeverReadyIsStartedLessAndLessOftenUnlessSomethingIsToBeLowered() {
        assertThat(pause.millis(false)).isZero();
        for (long expected : new long[] {100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600}) {
            pause.failed();
            assertThat(pause.millis(false)).isEqualTo(expected);
            assertThat(pause.millis(true)).isEqualTo(Math.min(expected, 200));
        }
        pause.failed();
        assertThat(pause.millis(false)).isEqualTo(25_600);
    }

    @Test
    void oneThatWasReadyIsStartedSoon() {
        for (int times = 0; times < 9; times++) {
            pause.failed();
        }
        pause.ended(Duration.ofMillis(10));
        assertThat(pause.millis(false)).isEqualTo(200);
        pause.ended(Duration.ofSeconds(11));
        assertThat(pause.millis(false)).isZero();
    }

    @Test
    void oneThatWasKilledForWhatItHoldsIsStartedAtOnce() {
        pause.ended(Duration.ofMillis(10));
        pause.none();
        assertThat(pause.millis(true)).isZero();
    }
}
