package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import flip.membership.Rules;
import flip.membership.ServerId;
import flip.membership.Timing;
import flip.systems.SystemSpec;
import java.util.List;
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

    /**
     * Seeds 900013 and 1000692: a loss was heard of before what was taken, and nobody mended it. A
     * server alone needs no other for its lease, so what is under way when it wakes stays so.
     */
    @Test
    void whatADriverTookBeforeItsMachineSleptIsHeardOfBeforeWhatItLost() {
        Stage alone = Stage.with(Stage.driven(freezing()), Rules.ALL);
        Host host = alone.host("a");
        host.crash();
        host.start();
        int before = alone.lines().size();
        alone.until(() -> takes(alone.lines().subList(before, alone.lines().size())));

        host.pause(true);
        alone.run(300); // By then what was asked of its driver is done.
        host.sleep(Sleep.SUSPENDED, true);
        alone.run(3_000); // By then its lease has ended.
        host.resume();

        alone.settle(alone.cluster().servers());
        alone.run(5_000);
        assertThat(alone.cluster().checks().noLoss().missing(alone.cluster().servers())).isEmpty();
    }

    /** Seed 5000351: the down failed at once, and was tried again only a second later. */
    @Test
    void whatADriverHadThatIsKilledIsLoweredByTheNext() {
        int before = stage.lines().size();

        owner.drivers().of(Drivers.NAMES.get(0)).kill();
        stage.settle(stage.cluster().servers());

        assertThat(stage.lines().subList(before, stage.lines().size()))
                .anyMatch(line -> line.contains(" a    runs DOWN"))
                .noneMatch(line -> line.contains(" failed after"));
    }

    private static boolean takes(List<String> lines) {
        return lines.stream().anyMatch(line -> line.contains(" a    runs ALIVE"));
    }

    /** One server that keeps what it has without a quorum. */
    private static Layout freezing() {
        Layout stopping = Stage.layout(1, 1, LONG_GUARD, "x");
        SystemSpec system =
                Stage.system(
                        "keep",
                        SystemSpec.NoQuorumPolicy.FREEZE,
                        stopping.systems().get(0).servers(),
                        ImmutableList.of(Swarm.lot("x")));
        return Layout.of(1, LONG_GUARD, stopping.servers(), ImmutableList.of(system));
    }
}
