package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import flip.lab.e2e.Answers.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RightServerTest {
    private static final String ADDRESS = "192.168.0.1";
    private static final long HEAL = ms(1000);

    private final Timeline timeline = new Timeline();
    private final List<Answer> answers = new ArrayList<>();

    @Test
    void whenTheOnlyHolderAnswersAllTheTimeTheClientIsRightAtOnce() {
        timeline.appeared(0, "b", ADDRESS);
        answered("b", 900, 1005, 1010, 1100, 1200);

        assertThat(RightServer.after(ADDRESS, HEAL, answers, timeline)).isZero();
    }

    @Test
    void whileTwoHaveTheAddressNoAnswerIsRight() {
        timeline.appeared(0, "a", ADDRESS);
        timeline.appeared(0, "b", ADDRESS);
        answered("b", 1005, 1010, 1100);
        timeline.vanished(ms(1050), "a", ADDRESS);

        assertThat(RightServer.after(ADDRESS, HEAL, answers, timeline))
                .isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aClientThatIsNotAnsweredReachesNobody() {
        timeline.appeared(0, "a", ADDRESS);
        answered("a", 1005, 4000, 4005);

        assertThat(RightServer.after(ADDRESS, HEAL, answers, timeline))
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aPlannedMoveIsNoMistake() {
        timeline.appeared(0, "b", ADDRESS);
        timeline.vanished(ms(1500), "b", ADDRESS);
        timeline.appeared(ms(1510), "a", ADDRESS);
        answered("b", 1005, 1250, 1499);
        answers.add(new Answer("b", ms(1499), ms(1501)));
        answered("a", 1512, 1520);

        assertThat(RightServer.after(ADDRESS, HEAL, answers, timeline)).isZero();
    }

    private void answered(String host, long... millis) {
        for (long each : millis) {
            answers.add(new Answer(host, ms(each) - 1, ms(each)));
        }
    }

    private static long ms(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
