package flip.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import flip.systems.Run;
import flip.systems.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether a driver answers: what is asked of it and when it is taken for one that hangs. */
class DriverVigilTest {
    private static final Duration LIMIT = Duration.ofMillis(250);

    private final DriverRequests requests = new DriverRequests();
    private final List<String> told = new ArrayList<>();
    private long number;
    private final DriverVigil vigil = new DriverVigil(LIMIT, requests, this::asks, told::add);

    private DriverRequest asks() {
        DriverRequest clock =
                DriverRequest.of("clock", answer -> told.add("shows " + answer.rest()));
        asked(clock);
        return clock;
    }

    private void asked(DriverRequest request) {
        requests.ask(request);
        number++;
    }

    private void run() {
        Run run =
                new Run(
                        7,
                        "ip",
                        "1",
                        Run.Verb.DOWN,
                        new Tool.Driver("fake"),
                        "{}",
                        ImmutableSortedMap.of(),
                        Duration.ZERO,
                        Duration.ZERO);
        asked(DriverRequest.of(run, answer -> told.add("is down")));
    }

    private void answers(long request) {
        assertThat(requests.answered(new Said.Answer(request, Said.Verdict.OK, "1"))).isTrue();
    }

    private void looks(int times) {
        for (int look = 0; look < times; look++) {
            vigil.look();
        }
    }

    @Test
    void oneThatAnswersIsAskedAgainAndAgain() {
        for (long question = 1; question <= 10; question++) {
            vigil.look();
            assertThat(number).isEqualTo(question);
            assertThat(vigil.pause(false)).isEqualTo(LIMIT.dividedBy(5));
            looks(4); // It is slow, each time.
            answers(question);
            vigil.look();
            assertThat(vigil.pause(false)).isEqualTo(LIMIT.dividedBy(2));
            assertThat(vigil.pause(true)).isEqualTo(Duration.ofSeconds(1));
        }

        assertThat(told).hasSize(10).containsOnly("shows 1");
    }

    /** However long that took: whoever looks may have stood still as well. */
    @Test
    void oneThatWasLookedForAnAnswerFiveTimesInVainHangs() {
        looks(5);
        assertThat(told).isEmpty();

        vigil.look();
        assertThat(told).containsExactly("does not answer within 250 ms");
    }

    @Test
    void oneThatIsBusyWithARunHasTheTimeOfTheRun() {
        run();
        looks(100);
        assertThat(told).isEmpty();

        answers(1);
        looks(4);
        assertThat(told).containsExactly("is down");
        vigil.look();
        assertThat(told).contains("does not answer within 250 ms");
    }

    @Test
    void aRunThatItIsAskedForAfterwardsIsNoExcuse() {
        vigil.look();
        run();
        looks(5);

        assertThat(told).containsExactly("does not answer within 250 ms");
    }

    @Test
    void whatAFormerProcessOwedIsNotOwedByTheNext() {
        looks(5);
        requests.failSent("it is gone");
        told.clear();

        looks(6);
        assertThat(told).isEmpty();
        assertThat(number).isEqualTo(2);
    }
}
