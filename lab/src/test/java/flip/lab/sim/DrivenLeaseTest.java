package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Rules;
import flip.membership.ServerId;
import flip.membership.Timing;
import org.junit.jupiter.api.Test;

/** What the end of a driver's lease costs a server. */
class DrivenLeaseTest {
    private static final Timing LONG_GUARD = Swarm.timing(100, 1000, 500, 0, 3);

    private final Stage stage =
            Stage.with(Stage.driven(Stage.layout(3, 3, LONG_GUARD, "x", "y", "z")), Rules.ALL);
    private final Host owner = stage.host("a");

    DrivenLeaseTest() {
        stage.run(5_000); // By then its driver has a will.
    }

    private boolean saidItsWill() {
        return stage.lines().stream().anyMatch(line -> line.contains("last will:"));
    }

    @Test
    void whoLosesItsQuorumForAMomentLivesOn() {
        long life = owner.incarnation();

        stage.part("a", "bc", true);
        stage.until(() -> !owner.status().orElseThrow().leased());
        stage.run(20); // Its driver's lease has ended, too.
        stage.part("a", "bc", false);
        stage.settle(stage.cluster().servers());
        stage.run(5_000);

        assertThat(saidItsWill()).isFalse();
        assertThat(owner.incarnation()).isEqualTo(life);
    }

    @Test
    void theWillOfAnAgentThatHangsIsSaidSoonAfterItsLease() {
        long life = owner.incarnation();

        owner.pause(true);
        stage.until(this::saidItsWill);
        stage.until(() -> !stage.host("b").status().orElseThrow().view().isUp(new ServerId("a")));
        owner.resume();
        stage.settle(stage.cluster().servers());

        assertThat(owner.incarnation()).isGreaterThan(life);
    }
}
