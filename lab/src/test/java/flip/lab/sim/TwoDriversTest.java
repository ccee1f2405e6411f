package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import flip.lab.check.Thing;
import flip.membership.Rules;
import flip.membership.ServerId;
import flip.membership.Timing;
import flip.systems.SystemSpec;
import flip.systems.Tool;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What two drivers of one server may say for it. */
class TwoDriversTest {
    private static final Timing TIMING = Swarm.timing(100, 300, 100, 0, 3);
    private static final List<ServerId> LEFT = List.of(new ServerId("b"), new ServerId("c"));

    /** The lines of a cluster whose first server holds x and y by these, and whose agent dies. */
    private static List<String> afterAKill(String driverOfX, String driverOfY) {
        Layout bare = Stage.layout(3, 2, TIMING, "x");
        ImmutableList<ServerId> carriers = bare.systems().get(0).servers();
        Layout layout =
                Layout.of(
                        1,
                        TIMING,
                        bare.servers(),
                        ImmutableList.of(
                                heldBy("lock", "x", driverOfX, carriers),
                                heldBy("key", "y", driverOfY, carriers)));
        Stage stage = Stage.with(layout, Rules.ALL);
        stage.run(5_000); // By then there is a will, if there is ever one.
        assertThat(List.of(holders(stage, "lock", "x"), holders(stage, "key", "y")))
                .containsOnly(List.of("a"));
        int before = stage.lines().size();

        stage.host("a").kill();
        stage.settle(LEFT);

        return List.copyOf(stage.lines().subList(before, stage.lines().size()));
    }

    private static SystemSpec heldBy(
            String system, String datum, String driver, ImmutableList<ServerId> carriers) {
        return Layouts.withTool(
                Stage.system(
                        system,
                        SystemSpec.NoQuorumPolicy.STOP,
                        carriers,
                        ImmutableList.of(Swarm.lot(datum))),
                new Tool.Driver(driver));
    }

    private static List<String> holders(Stage stage, String system, String datum) {
        return stage.cluster().holds().of(new Thing(system, datum)).stream()
                .map(hold -> hold.server().value())
                .toList();
    }

    private static boolean tellsOfALastWill(List<String> lines) {
        return lines.stream().anyMatch(line -> line.contains(" a    last will:"));
    }

    @Test
    void neitherOfTwoThatHoldSomethingHasTheWill() {
        assertThat(tellsOfALastWill(afterAKill("hold", "grip"))).isFalse();
    }

    @Test
    void oneOfTwoThatHoldsAllHasIt() {
        assertThat(tellsOfALastWill(afterAKill("grip", "grip"))).isTrue();
    }
}
