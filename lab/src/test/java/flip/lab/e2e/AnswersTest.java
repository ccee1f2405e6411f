package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static final String ADDRESS = "192.168.0.1";

    private final Answers answers = new Answers();

    @Test
    void theLongestSilenceCountsBothEnds() {
        answered("a", 100);
        answered("a", 110);
        answered("b", 140);

        assertThat(answers.longestSilence(ADDRESS, 90, 150)).isEqualTo(Duration.ofNanos(30));
        assertThat(answers.longestSilence(ADDRESS, 0, 150)).isEqualTo(Duration.ofNanos(100));
        assertThat(answers.longestSilence(ADDRESS, 90, 300)).isEqualTo(Duration.ofNanos(160));
    }

    @Test
    void allSilencesThatAreNoticedAddUp() {
        answered("a", 100);
        answered("a", 110);
        answered("b", 140);

        assertThat(answers.silence(ADDRESS, 95, 145, Duration.ofNanos(20)))
                .isEqualTo(Duration.ofNanos(30));
        assertThat(answers.silence(ADDRESS, 50, 200, Duration.ofNanos(20)))
                .isEqualTo(Duration.ofNanos(50 + 30 + 60));
        assertThat(answers.silence(ADDRESS, 95, 145, Duration.ofNanos(30))).isZero();
    }

    @Test
    void theFirstAnswerOfAHostAfterAMomentIsFound() {
        answered("b", 100);
        answered("a", 110);
        answered("b", 140);
        answered("b", 150);

        assertThat(answers.awaitFrom(ADDRESS, "b", 105, Duration.ZERO))
                .hasValueSatisfying(answer -> assertThat(answer.at()).isEqualTo(140));
        assertThat(answers.awaitFrom(ADDRESS, "c", 0, Duration.ofMillis(5))).isEmpty();
    }

    private void answered(String host, long at) {
        answers.add(ADDRESS, new Answers.Answer(host, at - 1, at));
    }
}
