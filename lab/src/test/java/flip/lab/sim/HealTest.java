package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Rules;
import flip.membership.Timing;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nobody has a lease after a total partition. Who is pinged first answers, and the echo of that
 * answer ends its own probe of the other: unless it asks for a grant then, it waits for its next
 * period, which may be all of G away.
 */
class HealTest {
    private static final Timing TIMING = Swarm.timing(1000, 1500, 375, 0, 3);

    /** Between two repeats of a ping that is not answered. */
    private static final Duration REPEAT = TIMING.pingTimeout().dividedBy(5);

    /** For some round trips, and for the alive of a script. */
    private static final Duration TAKING = Duration.ofMillis(150);

    @ParameterizedTest
    @ValueSource(ints = {0, 90, 180, 270, 360, 450, 540, 630, 720, 810, 900, 990})
    void allIsInItsPlaceSoonAfterATotalPartition(int phase) {
        Stage stage = Stage.with(Stage.layout(3, 2, TIMING, "x", "y"), Rules.ALL);
        stage.run(5_000 + phase);

        partition(stage, true);
        stage.run(TIMING.longestGrant().multipliedBy(3).toMillis());
        assertThat(stage.cluster().holds().byServer(stage.host("a").id())).isEmpty();
        partition(stage, false);
        stage.run(REPEAT.plus(TAKING).toMillis());

        assertThat(stage.cluster().checks().noLoss().missing(stage.cluster().servers())).isEmpty();
    }

    private static void partition(Stage stage, boolean cut) {
        stage.part("a", "bc", cut);
        stage.part("b", "c", cut);
    }
}
