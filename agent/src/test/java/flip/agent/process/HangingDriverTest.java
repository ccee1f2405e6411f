package flip.agent.process;

import static flip.agent.process.FakeDriver.PATIENCE;
import static flip.systems.Run.Verb.ALIVE;
import static flip.systems.Run.Verb.DOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import flip.systems.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers that do not answer, with one in shell. */
class HangingDriverTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration GRACE = Duration.ofMillis(200);

    @TempDir private Path folder = Path.of("");
    private FakeDriver fake;

    @BeforeEach
    void make() throws IOException {
        fake = new FakeDriver(folder, PATIENCE);
        fake.lease("ip", Duration.ofHours(1));
    }

    @AfterEach
    void close() {
        fake.close();
    }

    private static String reason(Outcome outcome) {
        return ((Outcome.Failed) outcome).reason();
    }

    @Test
    void oneThatDoesNotAnswerIsKilledAndWhatItHeldIsLost() {
        fake.alive("ip", "1");

        assertThat(reason(FakeDriver.ended(fake.start(fake.asked(ALIVE, "ip", "hangs", SHORT)))))
                .isEqualTo("driver fake does not answer within 500 ms, and is ended");
        await().atMost(PATIENCE).until(() -> fake.lost.size() == 1);
        assertThat(fake.lost).allMatch(line -> line.startsWith("ip 1: driver fake"));
        assertThat(fake.down("ip", "hangs")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.pids()).hasSize(2);
        assertThat(ProcessHandle.of(fake.pids().get(0))).isEmpty();
    }

    @Test
    void oneThatStandsStillIsKilledAndAnotherLowersWhatItHeld() throws Exception {
        fake.alive("ip", "1");
        long former = fake.pids().get(0);
        fake.drivers.use(Set.of(FakeDriver.NAME), SHORT);
        assertThat(new ProcessBuilder("kill", "-STOP", "" + former).start().waitFor()).isZero();

        await().atMost(PATIENCE).until(() -> fake.lost.size() == 1);
        assertThat(fake.lost)
                .containsExactly("ip 1: driver fake does not answer within 500 ms, and is ended");
        assertThat(fake.down("ip", "1")).isInstanceOf(Outcome.Succeeded.class);
        await().atMost(PATIENCE).until(() -> ProcessHandle.of(former).isEmpty());
    }

    @Test
    void aRunThatIsCancelledHasItsGraceToBeAnswered() {
        CompletableFuture<Outcome> outcome =
                fake.start(fake.asked(ALIVE, "ip", "silent", Duration.ofHours(1)));
        fake.awaitHeard("alive ip silent {\"a\":1}");

        assertThat(fake.drivers.cancel(1, GRACE)).isTrue();
        assertThat(reason(FakeDriver.ended(outcome)))
                .isEqualTo("driver fake does not answer within 200 ms, and is ended");
        assertThat(fake.drivers.cancel(1, GRACE)).isFalse();
    }

    @Test
    void whenTheGraceOfARunThatHangsIsOverAnotherProcessLowersAtOnce() {
        fake.alive("ip", "1");
        CompletableFuture<Outcome> outcome =
                fake.start(fake.asked(ALIVE, "ip", "hangs", Duration.ofHours(1)));
        fake.awaitHeard("alive ip hangs {\"a\":1}");
        long cancelled = System.nanoTime();

        assertThat(fake.drivers.cancel(2, GRACE)).isTrue();
        assertThat(reason(FakeDriver.ended(outcome)))
                .isEqualTo("driver fake does not answer within 200 ms, and is ended");
        assertThat(fake.down("ip", "1")).isInstanceOf(Outcome.Succeeded.class);

        assertThat(System.nanoTime() - cancelled)
                .as("without the time to end by itself")
                .isLessThan(Duration.ofMillis(DriverProcess.GRACE_MILLIS).toNanos());
    }

    /** I3: there is a guard for it, and not the time that a driver usually has. */
    @Test
    void aDownThatHurriesIsAskedOfAnotherProcessWhenItIsNotAnsweredSoon() {
        fake.alive("ip", "sticks");
        fake.alive("ip", "2");

        CompletableFuture<Outcome> down =
                fake.start(fake.asked(DOWN, "ip", "sticks", PATIENCE, Duration.ofMillis(200)));

        assertThat(FakeDriver.ended(down)).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.pids()).hasSize(2);
        assertThat(fake.heard().stream().filter("down ip sticks {\"a\":1}"::equals)).hasSize(2);
        assertThat(fake.lost).anyMatch(line -> line.startsWith("ip 2: "));
    }

    /** It was asked under a lease, and that has ended. */
    @Test
    void aDownThatIsHurriedOnItsWayIsAskedOfAnotherProcessWhenItIsNotAnsweredSoon() {
        fake.alive("ip", "sticks");
        CompletableFuture<Outcome> down =
                fake.start(fake.asked(DOWN, "ip", "sticks", Duration.ofHours(1)));
        fake.awaitHeard("down ip sticks {\"a\":1}");

        fake.drivers.hurry(2, GRACE);

        assertThat(FakeDriver.ended(down)).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.pids()).hasSize(2);
    }

    /** Its next process may be as slow as it is. */
    @Test
    void aDownThatIsHurriedAndAnsweredInTimeEndsNoDriver() {
        fake.alive("ip", "1");
        CompletableFuture<Outcome> held =
                fake.start(fake.asked(ALIVE, "ip", "held", Duration.ofHours(1)));
        CompletableFuture<Outcome> down =
                fake.start(fake.asked(DOWN, "ip", "1", Duration.ofHours(1)));
        fake.awaitHeard("alive ip held {\"a\":1}");

        fake.drivers.hurry(3, PATIENCE);
        fake.goesOn();

        assertThat(FakeDriver.ended(held)).isInstanceOf(Outcome.Succeeded.class);
        assertThat(FakeDriver.ended(down)).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.pids()).hasSize(1);
    }

    @Test
    void whatHurriesDoesNotWaitForAProcessThatTakesItsTimeToEnd() {
        fake.alive("ip", "1");
        FakeDriver.ended(fake.start(fake.asked(ALIVE, "ip", "hangs", SHORT)));
        long begin = System.nanoTime();

        CompletableFuture<Outcome> down =
                fake.start(fake.asked(DOWN, "ip", "1", PATIENCE, Duration.ofSeconds(10)));

        assertThat(FakeDriver.ended(down)).isInstanceOf(Outcome.Succeeded.class);
        assertThat(System.nanoTime() - begin)
                .isLessThan(Duration.ofMillis(DriverProcess.GRACE_MILLIS).toNanos());
    }

    @Test
    void whatIsHurriedDoesNotWaitForAProcessThatTakesItsTimeToEnd() {
        fake.alive("ip", "1");
        FakeDriver.ended(fake.start(fake.asked(ALIVE, "ip", "hangs", SHORT)));
        CompletableFuture<Outcome> down = fake.start(fake.asked(DOWN, "ip", "1", PATIENCE));
        long begin = System.nanoTime();

        fake.drivers.hurry(3, Duration.ofSeconds(10));

        assertThat(FakeDriver.ended(down)).isInstanceOf(Outcome.Succeeded.class);
        assertThat(System.nanoTime() - begin)
                .isLessThan(Duration.ofMillis(DriverProcess.GRACE_MILLIS).toNanos() * 3 / 4);
    }
}
