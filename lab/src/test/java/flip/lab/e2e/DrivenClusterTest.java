package flip.lab.e2e;

import static flip.lab.e2e.Scene.ALL_UP;
import static flip.lab.e2e.Scene.FIRST;
import static flip.lab.e2e.Scene.FLIP_HAS_BOTH;
import static flip.lab.e2e.Scene.PATIENCE;
import static flip.lab.e2e.Scene.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documented cluster with its addresses held by the resident driver. */
@NeedsNamespaces
class DrivenClusterTest {
    /** From the end of an agent to the end of its addresses, on a machine that is busy. */
    private static final Duration AT_ONCE = Duration.ofMillis(200);

    @RegisterExtension private final Scene scene = new Scene();

    private void allUp(Timings timings, String policy) {
        scene.documented(timings).policy(policy).driver("ip_driver");
        scene.agents().startAll();
        scene.awaitTable(ALL_UP);
        scene.awaitAnswer(FIRST, "flip1");
        scene.awaitAnswer(SECOND, "flip");
    }

    private long driver(String host) {
        try {
            String lock =
                    Files.readString(scene.agents().dataDir(host).resolve("ip_driver.lock"))
                            .strip();
            return lock.isEmpty() ? 0 : Long.parseLong(lock);
        } catch (IOException e) {
            return 0;
        }
    }

    private void killDriver(String host) {
        assertThat(ProcessHandle.of(driver(host)).orElseThrow().destroyForcibly()).isTrue();
    }

    /** How long after that moment the address was gone from the host. */
    private Duration goneAfter(long moment, String host, String address) {
        return scene.lab().timeline().since(moment).stream()
                .filter(change -> change.host().equals(host) && change.address().equals(address))
                .filter(change -> !change.present())
                .findFirst()
                .map(change -> Duration.ofNanos(change.at() - moment))
                .orElseThrow();
    }

    @Test
    void theAddressOfAServerThatIsGoneMovesAndReturnsWithIt() {
        allUp(Timings.SHORT, "freeze");

        long gone = System.nanoTime();
        scene.crash("flip1");
        scene.awaitTable(FLIP_HAS_BOTH);
        scene.awaitAnswer(FIRST, "flip");

        scene.bootAndStart("flip1");
        scene.awaitTable(ALL_UP);
        scene.awaitAnswer(FIRST, "flip1");
        scene.assertNeverOnTwoSince(gone);
    }

    @Test
    void anAgentThatIsAskedToEndHandsOverAndItsDriverEnds() {
        allUp(Timings.DOCUMENTED, "freeze");
        Daemon agent = scene.agents().agent("flip1");
        long driver = driver("flip1");

        long asked = System.nanoTime();
        agent.signal(Daemon.TERM);
        scene.awaitTable(FLIP_HAS_BOTH);

        assertThat(Duration.ofNanos(System.nanoTime() - asked))
                .isLessThan(Timings.DOCUMENTED.pingTimeout());
        assertThat(agent.awaitEnd(PATIENCE)).isTrue();
        assertThat(agent.exitCode()).isZero();
        assertThat(ProcessHandle.of(driver)).isEmpty();
        scene.assertNeverOnTwoSince(asked);
    }

    @Test
    void whatAnAgentHeldThatWasKilledIsGivenBackAtOnce() {
        allUp(Timings.SHORT, "freeze");

        long killed = System.nanoTime();
        scene.agents().agent("flip1").kill();
        scene.awaitTable(FLIP_HAS_BOTH);
        scene.awaitAnswer(FIRST, "flip");
        assertThat(goneAfter(killed, "flip1", FIRST)).isLessThan(AT_ONCE);

        scene.agents().start("flip1");
        scene.awaitTable(ALL_UP);
        scene.awaitAnswer(FIRST, "flip1");
        scene.assertNeverOnTwoSince(killed);
    }

    @Test
    void underStopWhatAnAgentHoldsThatHangsIsGivenBackWithItsLease() {
        allUp(Timings.SHORT, "stop");
        Daemon agent = scene.agents().agent("flip1");

        long hung = System.nanoTime();
        agent.signal(Daemon.STOP);
        scene.awaitTable(FLIP_HAS_BOTH);
        assertThat(goneAfter(hung, "flip1", FIRST))
                .isLessThan(Timings.SHORT.pingTimeout().plus(Timings.SHORT.guard()));

        agent.signal(Daemon.CONTINUE);
        scene.awaitTable(ALL_UP);
        scene.awaitAnswer(FIRST, "flip1");
        scene.assertNeverOnTwoSince(hung);
    }

    /**
     * Under freeze a lease in a driver ends a little after the others take over, so for that time
     * an address may be on two.
     */
    @Test
    void underFreezeWhatAnAgentHoldsThatHangsIsGivenBackAndItComesBackWhenItGoesOn() {
        allUp(Timings.SHORT, "freeze");
        Daemon agent = scene.agents().agent("flip1");

        agent.signal(Daemon.STOP);
        scene.awaitTable(FLIP_HAS_BOTH);
        scene.awaitAnswer(FIRST, "flip");

        long resumed = System.nanoTime();
        agent.signal(Daemon.CONTINUE);
        scene.awaitTable(ALL_UP);
        scene.awaitAnswer(FIRST, "flip1");
        scene.assertNeverOnTwoSince(resumed);
    }

    @Test
    void anAgentWhoseDriverIsKilledHasAnotherHoldTheSame() {
        allUp(Timings.SHORT, "freeze");
        Daemon agent = scene.agents().agent("flip1");
        long former = driver("flip1");
        assertThat(agent.awaitLine(Pattern.compile("ip_driver has the last will"), PATIENCE))
                .isTrue();

        long killed = System.nanoTime();
        killDriver("flip1");
        assertThat(agent.awaitLine(Pattern.compile("had its last will is gone"), PATIENCE))
                .isTrue();
        await().atMost(PATIENCE).until(() -> driver("flip1") != former && driver("flip1") != 0);
        scene.awaitStatus(
                "flip1", status -> status.here(ClusterFile.SYSTEM, FIRST).equals("alive"));
        scene.awaitTable(ALL_UP);
        scene.awaitAnswer(FIRST, "flip1");

        // It is held by the new one: that gives it back.
        long ended = System.nanoTime();
        agent.kill();
        scene.awaitTable(FLIP_HAS_BOTH);
        assertThat(goneAfter(ended, "flip1", FIRST)).isLessThan(AT_ONCE);
        scene.assertNeverOnTwoSince(killed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"freeze", "stop"})
    void anAgentWhoseDriverStandsStillHasAnotherHoldTheSame(String policy) {
        allUp(Timings.SHORT, policy);
        long former = driver("flip1");

        long stopped = System.nanoTime();
        assertThat(Netns.signal(Math.toIntExact(former), Daemon.STOP)).isTrue();
        await().atMost(PATIENCE).until(() -> ProcessHandle.of(former).isEmpty());
        await().atMost(PATIENCE).until(() -> driver("flip1") != former && driver("flip1") != 0);
        scene.awaitStatus(
                "flip1", status -> status.here(ClusterFile.SYSTEM, FIRST).equals("alive"));
        scene.awaitTable(ALL_UP);
        scene.awaitAnswer(FIRST, "flip1");
        scene.assertNeverOnTwoSince(stopped);
    }

    @Test
    void anAddressThatSomebodyRemovesIsThereAgain() {
        allUp(Timings.SHORT, "freeze");

        long removed = System.nanoTime();
        scene.host("flip1").namespace().ip("addr", "del", FIRST + "/32", "dev", Host.INTERFACE);
        assertThat(
                        scene.lab()
                                .timeline()
                                .await(
                                        timeline ->
                                                timeline.since(removed).stream()
                                                        .anyMatch(Timeline.Change::present),
                                        PATIENCE))
                .isTrue();
        scene.awaitTable(ALL_UP);
        scene.assertNeverOnTwoSince(removed);
    }

    @Test
    void whatBothAnAgentAndItsDriverLeftBehindIsReleased() {
        allUp(Timings.SHORT, "stop");
        Daemon agent = scene.agents().agent("flip1");

        agent.signal(Daemon.STOP);
        killDriver("flip1");
        agent.kill();
        assertThat(scene.lab().timeline().holders(FIRST)).contains("flip1");
        assertThat(scene.agents().release("flip1")).isZero();

        scene.awaitTable(FLIP_HAS_BOTH);
        assertThat(scene.lab().timeline().table(Set.of(FIRST))).containsEntry(FIRST, "flip");
    }
}
