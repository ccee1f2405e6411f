package flip.lab.e2e;

import static flip.lab.e2e.Scene.ALL_UP;
import static flip.lab.e2e.Scene.FIRST;
import static flip.lab.e2e.Scene.FLIP_HAS_BOTH;
import static flip.lab.e2e.Scene.NOBODY_HAS_ANY;
import static flip.lab.e2e.Scene.PATIENCE;
import static flip.lab.e2e.Scene.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The documented cluster when machines live but do not hear each other. */
@NeedsNamespaces
class PartitionTest {
    private static final Duration A_LONG_TIME = Timings.SHORT.pingTimeout().multipliedBy(8);

    @RegisterExtension private final Scene scene = new Scene();

    @Test
    void whenNobodyHearsAnybodyNothingMoves() {
        scene.allUp(Timings.SHORT);

        scene.segment().partition(scene.lab().hosts().servers());
        scene.assertNothingMovesFor(A_LONG_TIME);
        scene.awaitAnswer(FIRST, "flip1");
        scene.awaitAnswer(SECOND, "flip");

        scene.segment().heal();
        scene.assertNothingMovesFor(A_LONG_TIME);
        scene.assertNeverOnTwoSince(0);
    }

    @Test
    void underStopEverythingIsGivenUpWhenNobodyHearsAnybodyAndComesBack() {
        scene.allUp(Timings.SHORT, "stop");

        long cut = System.nanoTime();
        scene.segment().partition(scene.lab().hosts().servers());
        scene.awaitTable(NOBODY_HAS_ANY);
        scene.assertNothingMovesFor(A_LONG_TIME);

        scene.segment().heal();
        scene.awaitTable(ALL_UP);
        scene.awaitAnswer(FIRST, "flip1");
        scene.awaitAnswer(SECOND, "flip");
        scene.assertNeverOnTwoSince(cut);
    }

    @Test
    void underFreezeAnIsolatedOwnerKeepsItsAddressUntilTheHeal() {
        scene.allUp(Timings.SHORT);

        isolate("flip1");
        assertThat(
                        scene.lab()
                                .timeline()
                                .await(
                                        timeline ->
                                                timeline.holders(FIRST)
                                                        .equals(Set.of("flip", "flip1")),
                                        PATIENCE))
                .as("the others take the address and the owner keeps it")
                .isTrue();
        scene.assertNothingMovesFor(A_LONG_TIME);

        scene.segment().heal();
        scene.awaitTable(ALL_UP);
        scene.awaitAnswer(FIRST, "flip1");
    }

    @Test
    void underStopAnIsolatedOwnerLetsGoBeforeAnotherTakes() {
        assertReplacedUnderStopAndBack(() -> isolate("flip1"));
    }

    @Test
    void anOwnerThatIsOnlyHeardIsReplaced() {
        assertReplacedUnderStopAndBack(
                () -> scene.segment().onlyHeard(scene.host("flip1"), others("flip1")));
    }

    @Test
    void anOwnerThatOnlyHearsIsReplaced() {
        assertReplacedUnderStopAndBack(
                () -> scene.segment().onlyHearing(scene.host("flip1"), others("flip1")));
    }

    @Test
    void whileTwoHearEachOtherOnlyThroughTheArbiterNothingMoves() {
        scene.allUp(Timings.SHORT, "stop");

        scene.segment().cut(List.of(scene.host("flip")), List.of(scene.host("flip1")));
        scene.assertNothingMovesFor(A_LONG_TIME);

        scene.segment().heal();
        scene.assertNothingMovesFor(A_LONG_TIME);
    }

    @Test
    void aPausedOwnerIsReplacedAndLetsGoWhenItGoesOn() {
        scene.allUp(Timings.SHORT, "stop");

        scene.agents().agent("flip1").signal(Daemon.STOP);
        assertThat(
                        scene.lab()
                                .timeline()
                                .await(
                                        timeline -> timeline.holders(FIRST).contains("flip"),
                                        PATIENCE))
                .as("a server that does not answer is replaced")
                .isTrue();

        scene.agents().agent("flip1").signal(Daemon.CONTINUE);
        scene.awaitTable(ALL_UP);
        scene.awaitAnswer(FIRST, "flip1");
    }

    /** Whatever the cut, the owner lets go first, the successor answers, and all is as before. */
    private void assertReplacedUnderStopAndBack(Runnable cut) {
        scene.allUp(Timings.SHORT, "stop");

        long since = System.nanoTime();
        cut.run();
        scene.awaitTable(FLIP_HAS_BOTH);
        scene.awaitAnswer(FIRST, "flip");
        scene.assertNothingMovesFor(A_LONG_TIME);

        scene.segment().heal();
        scene.awaitTable(ALL_UP);
        scene.awaitAnswer(FIRST, "flip1");
        scene.assertNeverOnTwoSince(since);
    }

    private void isolate(String name) {
        scene.segment().cut(List.of(scene.host(name)), others(name));
    }

    private List<Host> others(String name) {
        return scene.lab().hosts().others(scene.host(name));
    }
}
