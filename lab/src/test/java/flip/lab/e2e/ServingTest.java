package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServingTest {
    private static final String ADDRESS = "192.168.0.1";

    private final Serving serving = new Serving(Duration.ofMillis(50));

    @Test
    void whoAnswersAfterAnotherHasStoppedIsAlone() {
        answered("a", 0, 100);
        answered("b", 101, 200);

        assertThat(onSeveral(0, 300)).isZero();
    }

    @Test
    void whileBothAnswerTwoDo() {
        answered("a", 0, 100);
        answered("b", 60, 200);

        // From the first answer of b to the last question to a that was answered.
        assertThat(onSeveral(0, 300)).isEqualTo(Duration.ofMillis(39));
    }

    @Test
    void onlyWhatIsBetweenTheMomentsCounts() {
        answered("a", 0, 200);
        answered("b", 0, 200);

        assertThat(onSeveral(50, 60)).isEqualTo(Duration.ofMillis(10));
        assertThat(onSeveral(300, 400)).isZero();
    }

    @Test
    void whoPausesForLongerThanTheGapIsNotAnsweringMeanwhile() {
        answered("a", 0, 50);
        answered("a", 110, 160);
        answered("b", 60, 100);

        assertThat(onSeveral(0, 300)).isZero();
    }

    @Test
    void whoMissesAQuestionIsAnsweringAllTheSame() {
        answered("a", 0, 50);
        answered("a", 80, 130);
        answered("b", 55, 75);

        assertThat(onSeveral(0, 300)).isEqualTo(Duration.ofMillis(19));
    }

    @Test
    void otherAddressesAreOthers() {
        answered("a", 0, 100);
        for (long at = 0; at <= 100; at += 5) {
            serving.answered("192.168.0.2", "b", ms(at), ms(at + 1));
        }

        assertThat(onSeveral(0, 300)).isZero();
    }

    /** Asked every five milliseconds, answered a millisecond later. */
    private void answered(String host, long from, long to) {
        for (long at = from; at <= to; at += 5) {
            serving.answered(ADDRESS, host, ms(at), ms(at + 1));
        }
    }

    private Duration onSeveral(long from, long to) {
        return serving.onSeveral(ADDRESS, ms(from), ms(to));
    }

    private static long ms(long millis) {
        return millis * 1_000_000;
    }
}
