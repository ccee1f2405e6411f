package flip.lab.e2e;

import static flip.lab.e2e.Scene.FIRST;
import static flip.lab.e2e.Scene.FLIP_HAS_BOTH;
import static flip.lab.e2e.Scene.PATIENCE;
import static flip.lab.e2e.Scene.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An agent that is killed hands over like one that is asked to end: its driver gives everything
 * back, and says its last will.
 */
@NeedsNamespaces
class KilledAgentTest {
    private static final int KILLS = 3;
    private static final Pattern WILL_IS_OUT = Pattern.compile("ip_driver has the last will");

    @RegisterExtension private final Scene scene = new Scene();

    @ParameterizedTest
    @ValueSource(strings = {"freeze", "stop"})
    void whatItHeldAnswersOnTheSuccessorLongBeforeItsLeaseWouldHaveEnded(String policy) {
        scene.documented(Timings.DOCUMENTED).policy(policy).driver("ip_driver");
        scene.agents().startAll();
        List<Duration> gone = new ArrayList<>();
        List<Duration> answered = new ArrayList<>();
        long begun = System.nanoTime();
        for (int kill = 0; kill < KILLS; kill++) {
            awaitAllUp();
            long killed = System.nanoTime();
            scene.agents().agent("flip1").kill();
            scene.awaitTable(FLIP_HAS_BOTH);
            answered.add(
                    Duration.ofNanos(
                            scene.lab()
                                            .answers()
                                            .awaitFrom(FIRST, "flip", killed, PATIENCE)
                                            .orElseThrow()
                                            .at()
                                    - killed));
            gone.add(goneAfter(killed));
            scene.agents().start("flip1");
        }
        awaitAllUp();

        System.out.printf("%s: gone after %s, answering after %s%n", policy, gone, answered);
        // Nobody else takes over before a lease is over: the others had to hear of it.
        assertThat(answered).allMatch(it -> it.compareTo(Timings.DOCUMENTED.pingTimeout()) < 0);
        scene.assertNeverOnTwoSince(begun);
    }

    private void awaitAllUp() {
        scene.awaitAllUp();
        scene.awaitAnswer(FIRST, "flip1");
        scene.awaitAnswer(SECOND, "flip");
        assertThat(scene.agents().agent("flip1").awaitLine(WILL_IS_OUT, PATIENCE)).isTrue();
    }

    private Duration goneAfter(long killed) {
        return scene.lab().timeline().since(killed).stream()
                .filter(change -> change.host().equals("flip1") && change.address().equals(FIRST))
                .filter(change -> !change.present())
                .findFirst()
                .map(change -> Duration.ofNanos(change.at() - killed))
                .orElseThrow();
    }
}
