package flip.agent.process;

import static flip.agent.process.FakeDriver.PATIENCE;
import static flip.systems.Run.Verb.DOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.base.Splitter;
import flip.systems.Outcome;
import flip.systems.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drivers that are spoken to, with one in shell. */
class DriversTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir private Path folder = Path.of("");
    private FakeDriver fake;

    @BeforeEach
    void make() throws IOException {
        fake = new FakeDriver(folder, Duration.ofSeconds(20));
        fake.lease("ip", LONG);
    }

    @AfterEach
    void close() {
        fake.close();
    }

    /** With less patience for a hello. */
    private void hurry() throws IOException {
        fake.close();
        fake = new FakeDriver(folder, SHORT);
    }

    private static String reason(Outcome outcome) {
        return ((Outcome.Failed) outcome).reason();
    }

    @Test
    void itIsAskedInLinesOnceItIsReady() {
        fake.lease("my ip", LONG);
        assertThat(fake.alive("my ip", "10.0.0.9/24")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.down("my ip", "50%")).isInstanceOf(Outcome.Succeeded.class);

        assertThat(fake.heard())
                .filteredOn(line -> !line.startsWith("renew "))
                .containsExactly(
                        "clock",
                        "alive my%20ip 10.0.0.9/24 {\"a\":1}",
                        "down my%20ip 50%25 {\"a\":1}");
        assertThat(fake.pids()).hasSize(1);
    }

    @Test
    void itRunsInASessionOfItsOwnWithALockForItsOwnerOnly() throws IOException {
        fake.drivers.use(Set.of(FakeDriver.NAME), PATIENCE);
        await().atMost(PATIENCE).until(() -> fake.pids().size() == 1);
        fake.awaitHeard("clock");

        String stat = Files.readString(Path.of("/proc/" + fake.pids().get(0) + "/stat"));
        assertThat(Splitter.on(' ').splitToList(stat.substring(stat.lastIndexOf(')') + 2)).get(3))
                .isEqualTo(fake.pids().get(0).toString());
        assertThat(Files.getPosixFilePermissions(folder.resolve("data/fake.lock")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    private DriverState state() {
        return Objects.requireNonNull(fake.drivers.states().get(FakeDriver.NAME));
    }

    @Test
    void itsStateIsWhatAnOperatorWantsToKnow() throws IOException {
        assertThat(state()).isEqualTo(new DriverState("gone", Duration.ZERO, 0, "", false, ""));
        fake.alive("ip", "1");

        DriverState ready = state();
        assertThat(ready.phase()).isEqualTo(DriverState.READY);
        assertThat(ready.process()).isEqualTo(fake.pids().get(0).longValue());
        assertThat(ready.trouble()).isEmpty();
        assertThat(ready.words()).isEqualTo("kernel_lease=none");

        fake.alive("ip", "dies");
        await().atMost(PATIENCE).until(() -> state().process() == 0);
        DriverState gone = state();
        assertThat(gone.phase()).isEqualTo("gone");
        assertThat(gone.words()).isEmpty();
        assertThat(gone.trouble()).isEqualTo("driver fake has ended, with exit code 3");
    }

    @Test
    void whatItRefusesFailsWithItsReason() {
        assertThat(reason(fake.alive("ip", "fails"))).isEqualTo("no such interface");
        assertThat(fake.lost).isEmpty();
    }

    @Test
    void whenItDiesWhatWasAskedFailsAndWhatItHeldIsLostAndAnotherIsStarted() {
        fake.alive("ip", "1");

        assertThat(reason(fake.alive("ip", "dies")))
                .isEqualTo("driver fake has ended, with exit code 3");
        await().atMost(PATIENCE).until(() -> fake.lost.size() == 1);
        assertThat(fake.lost).containsExactly("ip 1: driver fake has ended, with exit code 3");
        assertThat(fake.down("ip", "1")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.pids()).hasSize(2);
    }

    @Test
    void whatIsToBeLoweredDoesNotWaitForALongPause() throws IOException {
        fake.with("broken", "");
        fake.drivers.use(Set.of(FakeDriver.NAME), PATIENCE);
        await().atMost(PATIENCE).until(() -> fake.pids().size() == 6); // The next in 3.2 s.
        long asked = System.nanoTime();

        assertThat(reason(fake.down("ip", "1"))).contains("exit code 3");

        assertThat(System.nanoTime() - asked).isLessThan(Duration.ofSeconds(2).toNanos());
    }

    @Test
    void aMistakeWhileItIsStartedIsAFailureLikeAnother() {
        AtomicBoolean wrong = new AtomicBoolean(true);
        ScriptFolders folders =
                new ScriptFolders(
                        List.of(folder),
                        owner -> {
                            if (wrong.getAndSet(false)) {
                                throw new IllegalStateException("a mistake");
                            }
                            return true;
                        });
        try (Drivers drivers = new Drivers(folders, folder.resolve("data"), PATIENCE)) {
            CompletableFuture<Outcome> first = new CompletableFuture<>();
            drivers.run(fake.asked(DOWN, "ip", "1", PATIENCE), first::complete, lost -> {});
            assertThat(reason(FakeDriver.ended(first)))
                    .isEqualTo(
                            "driver fake could not be started: java.lang.IllegalStateException:"
                                    + " a mistake");
            CompletableFuture<Outcome> second = new CompletableFuture<>();
            drivers.run(fake.asked(DOWN, "ip", "1", PATIENCE), second::complete, lost -> {});
            assertThat(FakeDriver.ended(second)).isInstanceOf(Outcome.Succeeded.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"floods", "greets"})
    void oneThatSaysNothingButNonsenseIsEnded(String datum) {
        fake.alive("ip", datum);

        await().atMost(PATIENCE).until(() -> fake.lost.size() == 1);
        assertThat(fake.lost)
                .containsExactly(
                        ("ip %s: driver fake says more than 1000 lines a second that are not"
                                        + " understood, and is ended")
                                .formatted(datum));
        assertThat(fake.down("ip", datum)).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void anAnswerMayHoldAnyCharacter() {
        assertThat(reason(fake.alive("ip", "odd"))).isEqualTo("no\uFFFD\uFFFDsuch");
    }

    @Test
    void whereThereIsNoPlaceForItsLockItHasTheSameOneEachTime() throws IOException {
        Files.delete(folder.resolve("data"));
        fake.alive("ip", "1");
        fake.alive("ip", "dies");
        fake.down("ip", "1");

        assertThat(fake.locks()).hasSize(2).doesNotContain(folder.resolve("data/fake.lock") + "");
        assertThat(Set.copyOf(fake.locks())).hasSize(1);
        Files.delete(Path.of(fake.locks().get(0)));
    }

    @Test
    void whatSomebodyElseRemovedIsLostAndSoIsWhatALeaseEnded() {
        fake.lease("job", LONG);
        fake.lease("two", LONG);
        fake.alive("ip", "removed");
        fake.alive("job", "stuck");
        fake.alive("two", "1");
        fake.alive("two", "late");
        fake.alive("ip", "babbles"); // What is not understood is no harm.

        assertThat(fake.lost)
                .containsExactly(
                        "ip removed: somebody else removed it",
                        "job stuck: its lease has ended, and it was not given back: it is busy",
                        "two 1: its lease has ended, and it was given back",
                        "two late: its lease has ended, and it was given back");
    }

    @Test
    void oneThatIsNotThereIsToldAtOnce() throws IOException {
        Files.delete(folder.resolve(FakeDriver.NAME));

        assertThat(reason(fake.down("ip", "1"))).contains("there is no script \"fake\"");
    }

    @Test
    void oneThatEndsBeforeItsHelloFailsWhatWaitsAndIsStartedAgainWhenAsked() throws IOException {
        fake.with("broken", "");
        assertThat(reason(fake.down("ip", "1")))
                .isEqualTo("driver fake has ended, with exit code 3");

        Files.delete(folder.resolve("broken"));
        assertThat(fake.down("ip", "1")).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void oneThatDoesNotSayHelloIsEnded() throws IOException {
        hurry();
        fake.with("mute", "");

        assertThat(reason(fake.down("ip", "1")))
                .isEqualTo("driver fake has not said hello within 500 ms: see whether it is one");
    }

    @Test
    void oneThatSpeaksAnotherVersionIsEnded() throws IOException {
        fake.with("version", "2");

        assertThat(reason(fake.down("ip", "1")))
                .isEqualTo("driver fake speaks version 2 of the protocol, and this flip version 1");
    }

    @Test
    void whileAFormerOneHasTheLockRunsFailWithWhatToDoAndItIsLeftToWait() throws IOException {
        hurry();
        fake.with("waits", "");
        Run run = fake.asked(DOWN, "ip", "1", SHORT.multipliedBy(3));

        assertThat(reason(FakeDriver.ended(fake.start(run))))
                .startsWith("driver fake waits for its former process 4711, which has the lock ")
                .endsWith("fake.lock: kill -9 it if it hangs");
        assertThat(fake.pids()).hasSize(1);
    }

    /** It hangs, or has forgotten what it waits for. */
    @Test
    void oneThatHasWaitedAndSaysNothingMoreIsEnded() throws IOException {
        hurry();
        fake.with("waited", "");

        assertThat(reason(fake.down("ip", "1")))
                .isEqualTo(
                        "driver fake waited for its former process, and has said nothing for"
                                + " 500 ms");
    }

    @Test
    void oneThatIsNotNeededAnyMoreEndsWhenItHoldsNothing() {
        fake.drivers.use(Set.of(FakeDriver.NAME), PATIENCE);
        fake.alive("ip", "1");
        fake.alive("ip", "2");
        fake.drivers.use(Set.of(), PATIENCE);
        fake.down("ip", "1");
        fake.alive("ip", "1");
        fake.down("ip", "2");
        assertThat(fake.heard()).doesNotContain("end");

        fake.down("ip", "1");
        fake.awaitHeard("end");
        assertThat(fake.pids()).hasSize(1);
    }

    /** What an earlier configuration has left behind is lowered by the driver that it named. */
    @Test
    void oneThatIsNamedNowhereEndsAfterWhatItWasAskedFor() {
        fake.drivers.use(Set.of(), PATIENCE);

        fake.down("ip", "1");

        fake.awaitHeard("end");
    }

    /** As for flip release, which asks one for one thing after the other. */
    @Test
    void whereNobodySaysWhatIsNeededNoneEndsByItself() {
        fake.down("ip", "1");
        fake.down("ip", "2");

        assertThat(fake.pids()).hasSize(1);
        assertThat(fake.heard()).doesNotContain("end");
    }

    @Test
    void whenTheAgentEndsItsInputIsClosed() {
        fake.alive("ip", "1");

        fake.close();

        assertThat(fake.heard()).endsWith("end");
        assertThat(fake.lost).isEmpty();
        assertThat(reason(fake.alive("ip", "2")))
                .isEqualTo("driver fake is not asked: the agent is stopping");
    }
}
