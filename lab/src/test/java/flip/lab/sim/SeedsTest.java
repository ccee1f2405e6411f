package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import flip.lab.run.Search;
import flip.membership.Rules;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A day of clusters of all sizes under all faults: no invariant is violated. */
class SeedsTest {
    private static final long SECONDS = 100_000;
    private static final long FIRST = 1;

    @Test
    void noInvariantIsViolatedInAHundredThousandSeconds() throws InterruptedException {
        List<Report> reports =
                Search.run(FIRST, SECONDS, Swarm.ALL, Rules.ALL, false, SeedsTest::print);

        assertThat(reports.stream().filter(report -> report.violation().isPresent()))
                .extracting(
                        report -> "bin/sim --seed " + report.seed(),
                        report -> report.violation().orElseThrow().getMessage())
                .isEmpty();
        assertThat(reports.stream().map(Report::elapsed).reduce(Duration.ZERO, Duration::plus))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(SECONDS));
        assertThat(reports)
                .extracting(report -> report.servers() - report.onlookers())
                .as("voters")
                .contains(3, 4, 5, 7);
        assertThat(reports).extracting(Report::onlookers).contains(0, 1, 2);
        assertThat(Arrays.asList(Fault.values()))
                .allSatisfy(
                        fault ->
                                assertThat(reports)
                                        .as("%s happens", fault)
                                        .anyMatch(it -> it.counts().containsKey(fault)));
    }

    private static void print(Report report) {
        System.out.printf(
                "seed %d: %d servers, %d s, %d steps, %d views, trace %016x%s%n",
                report.seed(),
                report.servers(),
                report.elapsed().toSeconds(),
                report.steps(),
                report.views(),
                report.hash(),
                report.violation().map(it -> " VIOLATED " + it.getMessage()).orElse(""));
    }
}
