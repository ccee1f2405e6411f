package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import flip.lab.check.Hold;
import flip.lab.check.Thing;
import flip.lab.check.Violation;
import flip.membership.Rule;
import flip.membership.Rules;
import flip.membership.ServerId;
import flip.membership.Timing;
import flip.systems.SystemSpec.NoQuorumPolicy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers of one segment hear of each other where no message passes. */
class SharedSegmentTest {
    private static final Timing TIMING = Swarm.timing(100, 1000, 250, 0, 3);
    private static final Thing THING = new Thing("keep", "x");

    /** Servers a, b and c, of which a holds what is to be kept without a quorum. */
    private static Stage holding(Rules rules) {
        Layout stopping = Stage.layout(3, 2, TIMING, "x");
        Stage stage =
                Stage.with(
                        Layout.of(
                                1,
                                TIMING,
                                stopping.servers(),
                                ImmutableList.of(
                                        Stage.system(
                                                THING.system(),
                                                NoQuorumPolicy.FREEZE,
                                                stopping.systems().get(0).servers(),
                                                ImmutableList.of(Swarm.lot(THING.datum()))))),
                        rules);
        assertThat(holders(stage)).containsExactly("a");
        return stage;
    }

    private static List<String> holders(Stage stage) {
        return stage.cluster().holds().of(THING).stream()
                .map(Hold::server)
                .map(ServerId::value)
                .toList();
    }

    @Test
    void whoIsCutOffHoldsUntilItHearsItsSuccessor() {
        Stage stage = holding(Rules.ALL);

        stage.part("a", "bc", true);
        stage.until(() -> holders(stage).equals(List.of("a", "b")));
        stage.until(() -> holders(stage).equals(List.of("b")));

        stage.part("a", "bc", false);
        stage.until(() -> holders(stage).equals(List.of("a")));
        stage.settle(stage.cluster().servers());
    }

    @Test
    void whereTheSegmentIsCutTooItHoldsUntilTheHeal() {
        Stage stage = holding(Rules.ALL);
        stage.cluster().segment().share(false);

        stage.part("a", "bc", true);
        stage.until(() -> holders(stage).equals(List.of("a", "b")));
        stage.run(30_000);
        assertThat(holders(stage)).containsExactly("a", "b");

        stage.part("a", "bc", false);
        stage.until(() -> holders(stage).equals(List.of("a")));
    }

    /** R15: a server with a lease is told by a stranger that its thing is the stranger's. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStrangerTakesNothingFromWhoHasALease(boolean inForce) {
        Rules rules = inForce ? Rules.ALL : Rules.without(Rule.LEASE_OUTWEIGHS_RIVAL);
        Stage stage = holding(rules);

        Optional<Violation> violation =
                stage.violatedBy(() -> stage.cluster().segment().forge(new ServerId("a"), THING));

        assertThat(violation.map(Violation::invariant))
                .isEqualTo(inForce ? Optional.empty() : Optional.of("I12"));
        assertThat(stage.lines()).anyMatch(line -> line.contains("keep/x is claimed by another"));
    }

    /** Seed 15003128: what it hears first is taken in without the lease that ended as it slept. */
    @Test
    void whoHasSleptHasNoLeaseToHoldAgainstAStranger() {
        Stage stage = holding(Rules.ALL);
        ServerId a = new ServerId("a");

        Optional<Violation> violation =
                stage.violatedBy(
                        () -> {
                            for (int i = 0; i < 10; i++) { // A tick may come first.
                                stage.host("a").sleep(Sleep.SUSPENDED, true);
                                stage.run(50);
                                stage.host("a").resume();
                                stage.cluster().segment().forge(a, THING);
                                stage.run(5_000);
                            }
                        });

        assertThat(violation).isEmpty();
        assertThat(stage.lines()).anyMatch(line -> line.contains("there is no lease here"));
        assertThat(holders(stage)).containsExactly("a");
    }
}
