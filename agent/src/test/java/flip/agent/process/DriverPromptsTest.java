package flip.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import flip.systems.Run;
import flip.systems.Tool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When an answer that is to come at once is overdue. */
class DriverPromptsTest {
    private static final String OVERDUE = "does not answer within 5000 ms";

    private final DriverRequests requests = new DriverRequests();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final DriverPrompts prompts = new DriverPrompts(requests, later::add);
    private final List<String> told = new ArrayList<>();

    private void prompt() {
        DriverRequest request = DriverRequest.of("nowill", answer -> told.add("answered"));
        asked(request);
        prompts.await(request, told::add);
    }

    private void run() {
        Run run =
                new Run(
                        7,
                        "ip",
                        "1",
                        Run.Verb.ALIVE,
                        new Tool.Driver("fake"),
                        "{}",
                        ImmutableSortedMap.of(),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10));
        asked(DriverRequest.of(run, answer -> {}));
    }

    private void asked(DriverRequest request) {
        assertThat(requests.ask(request)).isNotBlank();
    }

    private void answers(long request) {
        assertThat(requests.answered(new Said.Answer(request, Said.Verdict.OK, ""))).isTrue();
    }

    private void pass(int seconds) {
        for (int second = 0; second < seconds; second++) {
            List<Runnable> due = List.copyOf(later);
            later.clear();
            due.forEach(Runnable::run);
        }
    }

    @Test
    void whatIsLookedForFiveTimesInVainIsOverdueOnce() {
        prompt();
        pass(4);
        assertThat(told).isEmpty();

        pass(100);

        assertThat(told).containsExactly(OVERDUE);
        assertThat(later).isEmpty();
    }

    @Test
    void whatIsAnsweredIsNotLookedForAgain() {
        prompt();
        pass(4);
        answers(1);

        pass(1);

        assertThat(told).containsExactly("answered");
        assertThat(later).isEmpty();
    }

    /** An alive of 6 s, for which there are 10: the will that comes after it has its own 5. */
    @Test
    void aRunThatItWasAskedForBeforeTakesAsLongAsItTakes() {
        run();
        prompt();
        pass(6);
        answers(1);
        pass(4);
        assertThat(told).isEmpty();

        pass(1);

        assertThat(told).containsExactly(OVERDUE);
    }

    @Test
    void aRunThatItIsAskedForAfterwardsIsNoExcuse() {
        prompt();
        run();

        pass(5);

        assertThat(told).containsExactly(OVERDUE);
    }

    @Test
    void whatAFormerProcessOwedIsNotOwedByTheNext() {
        prompt();
        pass(4);
        requests.failSent("it is gone");

        pass(5);

        assertThat(told).containsExactly("answered");
    }
}
