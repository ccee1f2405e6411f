package flip.agent.process;

import static flip.agent.process.FakeDriver.NAME;
import static flip.agent.process.FakeDriver.PATIENCE;
import static flip.systems.Run.Verb.ALIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import flip.systems.Event;
import flip.systems.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last will in the hands of a driver. */
class DriverWillTest {
    private static final String WILL = "10.0.0.2 2200 00ff";
    private static final Event READY = new Event.DriverReady(NAME);
    private static final Event ENDED = new Event.DriverEnded(NAME);
    private static final Event TAKEN_BACK = new Event.WillTakenBack(NAME);

    @TempDir private Path folder = Path.of("");
    private FakeDriver fake;
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void make() throws IOException {
        fake = new FakeDriver(folder, PATIENCE).with("words", "will");
        fake.drivers.tell(events::add);
        fake.lease("ip", Duration.ofHours(1));
    }

    @AfterEach
    void close() {
        fake.close();
    }

    private void isReady() {
        fake.drivers.use(Set.of(NAME), FakeDriver.PATIENCE);
        await().atMost(PATIENCE).until(() -> events.contains(READY));
    }

    private void has() {
        isReady();
        fake.drivers.handOver(NAME, WILL);
        fake.awaitHeard("will " + WILL);
    }

    private boolean isHandedOver() {
        return Objects.requireNonNull(fake.drivers.states().get(NAME)).will();
    }

    private void awaitLast(Event event) {
        await().atMost(PATIENCE).until(() -> List.copyOf(events).indexOf(event) >= 0);
    }

    /** Its process is killed. */
    private void dies() {
        List<Long> pids = fake.pids();
        assertThat(ProcessHandle.of(pids.get(pids.size() - 1)).orElseThrow().destroyForcibly())
                .isTrue();
        awaitLast(ENDED);
    }

    @Test
    void aDriverThatIsReadyIsHandedOneAndGivesItBack() {
        isReady();
        assertThat(isHandedOver()).isFalse();
        fake.drivers.handOver(NAME, WILL);
        await().atMost(PATIENCE).until(this::isHandedOver);

        fake.drivers.takeBack(NAME);

        awaitLast(TAKEN_BACK);
        assertThat(fake.heard()).endsWith("will " + WILL, "nowill");
        assertThat(isHandedOver()).isFalse();
        assertThat(events).containsExactly(READY, TAKEN_BACK);
    }

    /** What it does in order takes its time: that is no sign that it hangs. */
    @Test
    void oneThatIsBusyWithAnAliveForLongerThanItMayTakeForAWillIsNotEnded() {
        isReady();
        CompletableFuture<Outcome> raised =
                fake.start(fake.asked(ALIVE, "ip", "naps", FakeDriver.PATIENCE));
        fake.drivers.handOver(NAME, WILL);
        fake.drivers.takeBack(NAME);

        assertThat(FakeDriver.ended(raised)).isInstanceOf(Outcome.Succeeded.class);
        awaitLast(TAKEN_BACK);

        assertThat(events).containsExactly(READY, TAKEN_BACK);
    }

    /** However long it is busy: what lies before it has a bound, and is not out of date. */
    @Test
    void oneThatHasNotAnsweredIsHandedTheNewestOfThoseThatCameMeanwhile() throws IOException {
        isReady();
        CompletableFuture<Outcome> raised =
                fake.start(fake.asked(ALIVE, "ip", "held", FakeDriver.PATIENCE));
        fake.awaitHeard("alive ip held {\"a\":1}");
        for (int time = 1; time <= 5; time++) {
            fake.drivers.handOver(NAME, "10.0.0.2 2200 0" + time);
        }

        fake.with("go", "");

        assertThat(FakeDriver.ended(raised)).isInstanceOf(Outcome.Succeeded.class);
        fake.awaitHeard("will 10.0.0.2 2200 05");
        assertThat(fake.heard().stream().filter(line -> line.startsWith("will ")))
                .containsExactly("will 10.0.0.2 2200 01", "will 10.0.0.2 2200 05");
    }

    @Test
    void oneThatDoesNotSayThatItHasOneIsNotEndedForThat() throws IOException {
        fake.with("unwilling", "");
        has();
        fake.drivers.handOver(NAME, WILL);
        CompletableFuture<Outcome> raised =
                fake.start(fake.asked(ALIVE, "ip", "naps", FakeDriver.PATIENCE));

        assertThat(FakeDriver.ended(raised)).isInstanceOf(Outcome.Succeeded.class);

        assertThat(events).containsExactly(READY);
        fake.drivers.takeBack(NAME);
        awaitLast(TAKEN_BACK);
    }

    @Test
    void oneThatIsToEndWithTheAgentMayTakeItsTimeAlsoWhenItWasAskedForTheWill() throws IOException {
        fake.with("stubborn", "").with("slow", "");
        has();
        fake.drivers.takeBack(NAME);
        fake.awaitHeard("nowill");

        fake.drivers.close();

        fake.awaitHeard("end");
    }

    @Test
    void aDriverThatCannotSayOneIsNotTakenForReady() throws IOException {
        fake.with("words", "");
        fake.drivers.use(Set.of(NAME), FakeDriver.PATIENCE);
        fake.alive("ip", "1");

        fake.drivers.handOver(NAME, WILL);
        fake.drivers.takeBack(NAME);

        assertThat(fake.down("ip", "1")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.heard()).noneMatch(line -> line.contains("will"));
        assertThat(events).isEmpty();
    }

    @Test
    void oneThatDoesNotGiveItBackIsEnded() throws IOException {
        fake.with("stubborn", "");
        has();

        fake.drivers.takeBack(NAME);

        awaitLast(ENDED);
        assertThat(events).doesNotContain(TAKEN_BACK);
    }

    /** R17: what the node asks for in a life that is over is not for the next process. */
    @Test
    void untilTheNodeKnowsOfItsEndTheNextProcessRaisesNothingAndGetsNoWill() {
        has();
        fake.alive("ip", "1");
        dies();

        assertThat(fake.down("ip", "1")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.pids()).hasSize(2);
        assertThat(fake.alive("ip", "2")).isInstanceOf(Outcome.Unleased.class);
        int heard = fake.heard().size();
        fake.drivers.handOver(NAME, WILL);

        fake.drivers.endTakenIn(NAME);
        assertThat(fake.alive("ip", "2")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.heard().subList(heard, fake.heard().size()))
                .containsExactly("alive ip 2 {\"a\":1}");
        fake.drivers.handOver(NAME, WILL);
        await().atMost(PATIENCE)
                .until(() -> fake.heard().stream().filter(("will " + WILL)::equals).count() == 2);
    }

    /** It would say it, and a life would be over for nothing. */
    @Test
    void oneThatIsNotNeededAnyMoreEndsOnlyWhenItHasGivenItBack() {
        has();
        fake.drivers.use(Set.of(), FakeDriver.PATIENCE);
        assertThat(fake.down("ip", "mark")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.heard()).doesNotContain("end");

        fake.drivers.takeBack(NAME);

        fake.awaitHeard("end");
        assertThat(events).startsWith(READY, TAKEN_BACK);
    }

    @Test
    void oneThatDoesNotAnswerIsGoneForTheNodeWhenItIsEnded() {
        has();

        FakeDriver.ended(fake.start(fake.asked(ALIVE, "ip", "hangs", Duration.ofMillis(100))));

        awaitLast(ENDED);
    }

    @Test
    void anotherNodeIsToldWhichAreReady() {
        isReady();
        Queue<Event> others = new ConcurrentLinkedQueue<>();

        fake.drivers.tell(others::add);

        assertThat(others).containsExactly(READY);
    }
}
