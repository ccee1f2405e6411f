package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Rules;
import flip.membership.Timing;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A voter that stands still again and again, as one does that has used up its share of the
 * processors, agrees to the end of a server that is gone all the same, where its vote is needed.
 */
class StutterTest {
    @ParameterizedTest
    @CsvSource({"100, 250, 60, 110, 200", "50, 250, 60, 60, 200", "50, 500, 125, 60, 400"})
    void whoStandsStillAgainAndAgainVotesDownWhoIsGone(
            long gossip, long ping, long guard, long still, long every) {
        Timing timing = Swarm.timing(gossip, ping, guard, 0, 3);
        Stage stage = Stage.with(Stage.layout(3, 3, timing, "x", "y", "z"), Rules.ALL);
        stutter(stage, stage.host("b"), Duration.ofMillis(still), Duration.ofMillis(every));
        stage.run(1_000);

        stage.cluster().turnOff(stage.host("a").id());
        // Lifeguard's stretching doubles L at the most.
        stage.run(timing.longestGrant().multipliedBy(6).toMillis());

        assertThat(stage.host("c").status().orElseThrow().view().isUp(stage.host("a").id()))
                .isFalse();
    }

    private static void stutter(Stage stage, Host host, Duration still, Duration every) {
        Simulation simulation = stage.cluster().simulation();
        host.pause(false);
        simulation.after(still.toNanos(), host::resume);
        simulation.after(every.toNanos(), () -> stutter(stage, host, still, every));
    }
}
