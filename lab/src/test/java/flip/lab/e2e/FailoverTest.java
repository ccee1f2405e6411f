package flip.lab.e2e;

import static flip.lab.e2e.Scene.ALL_UP;
import static flip.lab.e2e.Scene.FIRST;
import static flip.lab.e2e.Scene.FLIP_HAS_BOTH;
import static flip.lab.e2e.Scene.NOBODY_HAS_ANY;
import static flip.lab.e2e.Scene.PATIENCE;
import static flip.lab.e2e.Scene.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The documented cluster when machines go and come. */
@NeedsNamespaces
class FailoverTest {
    /** Many ping time-outs: what has not happened by then does not happen. */
    private static final Duration A_LONG_TIME = Timings.SHORT.pingTimeout().multipliedBy(8);

    @RegisterExtension private final Scene scene = new Scene();

    @Test
    void withAllUpEachServerHasItsAddressAndTheArbiterNone() {
        scene.allUp(Timings.SHORT);

        scene.assertNothingMovesFor(A_LONG_TIME);
        scene.assertNeverOnTwoSince(0);
    }

    @Test
    void theCommandShowsWhatTheKernelHas() {
        scene.allUp(Timings.SHORT);

        Command.Result result =
                Command.attempt(
                        "",
                        PATIENCE,
                        Repository.launcher().toString(),
                        "status",
                        "--json",
                        "-s",
                        scene.agents().socket("flip1").toString());

        assertThat(result.exitCode()).as(result.output()).isZero();
        AgentStatus status =
                new AgentStatus(JsonParser.parseString(result.output()).getAsJsonObject());
        assertThat(status.server()).isEqualTo("flip1");
        assertThat(status.stateOf("flip2")).isEqualTo("up");
        assertThat(status.here(ClusterFile.SYSTEM, FIRST)).isEqualTo("alive");
        assertThat(status.here(ClusterFile.SYSTEM, SECOND)).isEqualTo("down");
    }

    @Test
    void theAddressOfAServerThatIsGoneMovesAndReturnsWithIt() {
        scene.allUp(Timings.SHORT);

        scene.crash("flip1");
        long gone = System.nanoTime();
        scene.awaitTable(FLIP_HAS_BOTH);
        scene.awaitAnswer(FIRST, "flip");

        scene.bootAndStart("flip1");
        scene.awaitTable(ALL_UP);
        scene.awaitAnswer(FIRST, "flip1");
        scene.assertNeverOnTwoSince(gone);
    }

    @Test
    void atTheDocumentedTimingsATakeoverIsDoneWithinTheDocumentedTime() {
        scene.allUp(Timings.DOCUMENTED);

        long crashed = System.nanoTime();
        scene.crash("flip1");
        long answered =
                scene.lab()
                        .answers()
                        .awaitFrom(FIRST, "flip", crashed, PATIENCE)
                        .map(Answers.Answer::at)
                        .orElseThrow();

        // The time-out, the guard, an interval of gossip, and room for a machine that is busy.
        assertThat(Duration.ofNanos(answered - crashed)).isLessThan(Duration.ofMillis(3500));
        scene.assertNeverOnTwoSince(crashed);
    }

    @Test
    void anAgentThatIsAskedToEndHandsOverWithoutATimeOut() {
        scene.allUp(Timings.DOCUMENTED);
        Daemon agent = scene.agents().agent("flip1");

        long asked = System.nanoTime();
        agent.signal(Daemon.TERM);
        scene.awaitTable(FLIP_HAS_BOTH);
        long moved = System.nanoTime();

        assertThat(Duration.ofNanos(moved - asked)).isLessThan(Timings.DOCUMENTED.pingTimeout());
        scene.assertNeverOnTwoSince(asked);
        scene.awaitAnswer(FIRST, "flip");
        assertThat(agent.awaitEnd(PATIENCE)).isTrue();

        scene.agents().start("flip1");
        scene.awaitTable(ALL_UP);
        scene.assertNeverOnTwoSince(asked);
    }

    @Test
    void withoutTheArbiterNothingMoves() {
        scene.allUp(Timings.SHORT);

        scene.crash("flip2");
        scene.assertNothingMovesFor(A_LONG_TIME);

        scene.bootAndStart("flip2");
        scene.assertNothingMovesFor(A_LONG_TIME);
        scene.awaitAnswer(FIRST, "flip1");
        scene.awaitAnswer(SECOND, "flip");
    }

    @Test
    void aServerWhoseDiskWasLostComesBack() {
        scene.allUp(Timings.SHORT);
        scene.crash("flip1");
        scene.awaitTable(FLIP_HAS_BOTH);
        long gone = System.nanoTime();

        scene.agents().wipeDisk("flip1");
        scene.bootAndStart("flip1");

        scene.awaitTable(ALL_UP);
        scene.assertNeverOnTwoSince(gone);
        scene.crash("flip1");
        scene.awaitTable(FLIP_HAS_BOTH);
    }

    @Test
    void afterAllServersWereOffEachHasItsAddressAgain() {
        scene.allUp(Timings.SHORT);

        List<String> all = List.of("flip", "flip1", "flip2");
        all.forEach(scene::crash);
        scene.awaitTable(NOBODY_HAS_ANY);
        all.forEach(scene::bootAndStart);

        scene.awaitTable(ALL_UP);
        scene.awaitAnswer(FIRST, "flip1");
        scene.awaitAnswer(SECOND, "flip");
    }

    @Test
    void anAgentThatWasKilledCleansUpWhenItIsStartedAgain() {
        scene.allUp(Timings.SHORT);

        scene.agents().agent("flip1").kill();
        assertThat(
                        scene.lab()
                                .timeline()
                                .await(
                                        timeline -> timeline.holders(FIRST).contains("flip"),
                                        PATIENCE))
                .as("the others take over from an agent that is dead")
                .isTrue();
        scene.agents().start("flip1");

        scene.awaitTable(ALL_UP);
        scene.awaitAnswer(FIRST, "flip1");
    }

    @Test
    void aServerWhoseCableIsPulledIsReplacedAndReturnsWithTheCable() {
        scene.allUp(Timings.SHORT, "stop");

        long pulled = System.nanoTime();
        scene.segment().pullCable(scene.host("flip1"));
        scene.awaitTable(FLIP_HAS_BOTH);

        scene.segment().plugCable(scene.host("flip1"));
        scene.awaitTable(ALL_UP);
        scene.awaitAnswer(FIRST, "flip1");
        scene.assertNeverOnTwoSince(pulled);
    }
}
