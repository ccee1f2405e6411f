package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import flip.lab.check.Violation;
import flip.membership.Message;
import flip.membership.Rule;
import flip.membership.Rules;
import flip.membership.ServerId;
import flip.membership.Timing;
import flip.systems.Event;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an operator may say when the quorum is lost, and what becomes of it when that is not true.
 */
class RecoveryTest {
    private static final Timing TIMING = Swarm.timing(100, 1000, 250, 0, 3);

    private static Stage stage(int servers, Rules rules) {
        return Stage.with(Stage.layout(servers, servers, TIMING, "x", "y", "z"), rules);
    }

    private static void recover(Stage stage, String on, String... lost) {
        ImmutableSortedSet<ServerId> ids =
                Arrays.stream(lost)
                        .map(ServerId::new)
                        .collect(ImmutableSortedSet.toImmutableSortedSet(ServerId::compareTo));
        stage.host(on).deliver(new Event.Recover(ids));
    }

    private static List<ServerId> ids(String letters) {
        return letters.chars().mapToObj(id -> new ServerId("" + (char) id)).toList();
    }

    /** The whole of it: the survivor holds everything, and the lost come in as new servers. */
    @Test
    void theSurvivorHoldsEverythingAndTheLostComeBack() {
        Stage stage = stage(3, Rules.ALL);
        ids("bc").forEach(stage.cluster()::turnOff);
        stage.run(3_000);

        recover(stage, "a", "b", "c");
        stage.settle(ids("a"));
        stage.host("b").loseDisk();
        ids("bc").forEach(stage.cluster()::turnOn);

        stage.settle(ids("abc"));
    }

    /** Seed 3000303: the one with a new disk took itself for the voter that it was. */
    @Test
    void whoHasLostItsDiskIsNoneOfTheQuorumThatIsThere() {
        Stage stage = stage(3, Rules.ALL);
        Host robbed = stage.host("b");
        stage.cluster().turnOff(robbed.id());
        robbed.loseDisk();
        stage.cluster().turnOn(robbed.id());
        stage.until(() -> robbed.status().orElseThrow().view().isFormed());
        stage.cluster().turnOff(new ServerId("c")); // Before anybody may be let in.
        stage.run(5_000);

        recover(stage, "a", "c");

        stage.settle(ids("ab"));
    }

    /**
     * They were a quorum before, and are one now: where they reach the new cluster they leave the
     * old one before they hold anything.
     */
    @Test
    void theLostComeBackAsAQuorumAndStepAside() {
        Stage stage = stage(5, Rules.ALL);
        ids("cde").forEach(stage.cluster()::turnOff);
        stage.run(3_000);
        recover(stage, "b", "c", "d", "e");
        stage.settle(ids("ab"));

        ids("cde").forEach(stage.cluster()::turnOn);

        stage.settle(ids("abcde"));
    }

    /** What the operator promises: where the lost are not off, nothing else stops two owners. */
    @Test
    void aBrokenPromiseIsSeenAsTwoOwners() {
        Stage stage = stage(5, Rules.ALL);
        stage.part("ab", "cde", true);
        stage.run(3_000);

        Optional<Violation> violation =
                stage.violatedBy(
                        () -> {
                            recover(stage, "a", "c", "d", "e");
                            stage.run(10_000);
                        });

        assertThat(violation).map(Violation::getMessage).hasValueSatisfying(RecoveryTest::isI3);
    }

    private static void isI3(String message) {
        assertThat(message).startsWith("I3");
    }

    /** With the promise kept, as far as the network lets anybody see it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itIsRefusedWhileTheLostAreThere(boolean inForce) {
        Rules rules = inForce ? Rules.ALL : Rules.without(Rule.RECOVERY_ONLY_WITHOUT_QUORUM);
        Stage stage = stage(3, rules);

        Optional<Violation> violation =
                stage.violatedBy(
                        () -> {
                            recover(stage, "a", "b", "c");
                            stage.run(100);
                            stage.part("a", "bc", true);
                            stage.run(10_000);
                        });

        assertThat(violation.isEmpty()).isEqualTo(inForce);
    }

    /** a does not hear c, and b does: without b's consent a leaves a cluster that lives. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allThatAreLeftAgreeBeforeAnybodyLeaves(boolean inForce) {
        Rules rules = inForce ? Rules.ALL : Rules.without(Rule.RECOVERY_BY_ALL);
        Stage stage = stage(5, rules);
        ids("de").forEach(stage.cluster()::turnOff);
        stage.part("a", "c", true);
        stage.cluster().network().judge(RecoveryTest::butRelays);
        stage.run(3_000);

        recover(stage, "a", "c", "d", "e");
        stage.run(3_000);

        assertThat(stage.host("a").disk().promise().orElseThrow().known().isFormed())
                .isEqualTo(inForce);
    }

    private static Network.Fate butRelays(ServerId from, ServerId to, Message message) {
        return message.body() instanceof Message.Relay ? Network.Fate.DROP : Network.Fate.DELIVER;
    }

    /** Said on two servers that do not see each other: when they meet, one gives way. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoClustersOneGivesWay(boolean inForce) {
        Rules rules = inForce ? Rules.ALL : Rules.without(Rule.SUCCESSOR_IS_FOLLOWED);
        Stage stage = Stage.with(Stage.layout(3, 0, TIMING), rules);
        stage.part("a", "bc", true);
        stage.part("b", "c", true);
        stage.run(3_000);
        recover(stage, "a", "b", "c");
        recover(stage, "b", "a", "c");
        stage.run(5_000);

        stage.part("a", "bc", false);
        stage.part("b", "c", false);
        stage.run(20_000);

        boolean one =
                ids("abc").stream()
                                .map(id -> stage.cluster().host(id).status().orElseThrow().view())
                                .distinct()
                                .count()
                        == 1;
        assertThat(one).isEqualTo(inForce);
    }
}
