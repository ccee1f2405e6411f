package flip.agent;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Reading;
import flip.membership.ServerId;
import flip.systems.Catalog;
import flip.systems.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DepartureTest {
    /** Beside the scripts. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    /** Eight scripts at a time, of ten seconds each, and three for what does not end. */
    private static final Duration TURN = Duration.ofSeconds(13);

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final ServerId SELF = new ServerId("a");

    private Duration now = Duration.ofHours(3);

    /** When it is asked for, the host may have no thread to give. */
    @Test
    void theThreadThatEndsItInTimeIsThereBeforeItIsAskedFor() {
        long before = limiting();

        Departure departure = new Departure(SELF, LONG, () -> now.toNanos());

        assertThat(limiting()).isGreaterThan(before);
        assertThat(departure.atOnce()).isNotDone();
    }

    private static long limiting() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("flip-departure"))
                .count();
    }

    @Test
    void whoeverCannotEvenBeToldToLeaveGoesAtOnce() {
        Departure departure = new Departure(SELF, LONG, () -> now.toNanos());
        departure.of(
                event -> {
                    throw new NoClassDefFoundError("flip/systems/Event$Leave");
                },
                DepartureTest::held);

        departure.asked();

        assertThat(departure.atOnce()).isDone();
    }

    @Test
    void whoeverDoesNotLeaveGoesWhenItsTimeIsOver() {
        Departure departure = new Departure(SELF, Duration.ofMillis(50), () -> now.toNanos());
        List<Event> told = new ArrayList<>();
        departure.of(told::add, DepartureTest::held);

        departure.asked();

        assertThat(told).containsExactly(new Event.Leave());
        await().until(() -> departure.atOnce().isDone());
    }

    @Test
    void whoeverCannotEvenEndIsEnded() {
        AtomicBoolean halted = new AtomicBoolean();
        Departure departure = new Departure(SELF, LONG, () -> now.toNanos());
        departure.orElse(Duration.ofMillis(50), () -> halted.set(true));
        departure.asked();
        assertThat(halted).isFalse();

        now = now.plusSeconds(1);
        departure.asked();

        await().untilTrue(halted);
    }

    @Test
    void whoeverHasEndedIsNotEndedOnceMore() {
        AtomicBoolean halted = new AtomicBoolean();
        Departure departure = new Departure(SELF, LONG, () -> now.toNanos());
        departure.orElse(Duration.ofMillis(50), () -> halted.set(true));
        long before = limiting();
        departure.asked();
        now = now.plusSeconds(1);

        departure.over();
        departure.asked();

        assertThat(departure.atOnce()).isDone();
        await().until(() -> limiting() < before);
        assertThat(halted).isFalse();
    }

    @Test
    void aSecondTimeIsAtOnce() {
        Departure departure = new Departure(SELF, LONG, () -> now.toNanos());
        departure.asked();
        assertThat(departure.atOnce()).isNotDone();

        now = now.plusSeconds(1);
        departure.asked();

        assertThat(departure.atOnce()).isDone();
    }

    @Test
    void twoSignalsAtOnceAreOneWish() {
        Departure departure = new Departure(SELF, LONG, () -> now.toNanos());
        departure.asked();

        now = now.plusMillis(999);
        departure.asked();

        assertThat(departure.atOnce()).isNotDone();
    }

    @Test
    void aLifeThatBeginsWhileThisServerLeavesIsToldToo() {
        Departure departure = new Departure(SELF, LONG, () -> now.toNanos());
        departure.asked();
        List<Event> told = new ArrayList<>();

        departure.of(told::add, DepartureTest::held);

        assertThat(told).containsExactly(new Event.Leave());
    }

    @Test
    void whoeverGoesAtOnceSaysWhetherAnythingIsStillHeld() {
        Departure departure = new Departure(SELF, LONG, () -> now.toNanos());

        departure.of(event -> {}, DepartureTest::held);
        assertThat(departure.remainder()).contains("may still be held", "flip release");
        departure.of(event -> {}, DepartureTest::nothingHeld);
        assertThat(departure.remainder()).contains("nothing is held").doesNotContain("release");
    }

    @Test
    void whoeverCannotTellSaysThatSomethingMayBeHeldAndGoesAllTheSame() {
        Departure departure = new Departure(SELF, Duration.ofMillis(50), () -> now.toNanos());
        departure.of(
                event -> {},
                () -> {
                    throw new NoClassDefFoundError("flip/agent/NodeLoop");
                });

        departure.asked();

        assertThat(departure.remainder()).contains("may still be held", "flip release", "NodeLoop");
        await().until(() -> departure.atOnce().isDone());
    }

    @Test
    void theLimitIsAsLongAsWhatThisServerMayHoldTakesByTheCatalogInForce() {
        Catalog file = catalog(8, 800);
        Departure departure = new Departure(SELF, file);
        assertThat(departure.limit()).isEqualTo(SLACK.plus(TURN));

        departure.uses(catalog(9, 800));
        assertThat(departure.limit()).isEqualTo(SLACK.plus(TURN).plus(TURN));
        departure.uses(file);
        assertThat(departure.limit())
                .as("what the other has raised may still be here")
                .isEqualTo(SLACK.plus(TURN).plus(TURN));
        departure.asked();
        departure.uses(catalog(17, 800));

        assertThat(departure.limit()).as("as it was told").isEqualTo(SLACK.plus(TURN).plus(TURN));
    }

    private static CompletableFuture<Boolean> held() {
        return CompletableFuture.completedFuture(true);
    }

    private static CompletableFuture<Boolean> nothingHeld() {
        return CompletableFuture.completedFuture(false);
    }

    /** Of two systems, of which this server carries the first. */
    private static Catalog catalog(int data, int ofAnother) {
        String text =
                """
                {"id": "a", "key": "a key of sixteen or more",
                 "servers": {"a": {"ip": "127.0.0.1", "port": 2200, "systems": ["own"]},
                             "b": {"ip": "127.0.0.1", "port": 2201, "systems": ["other"]}},
                 "cluster": {"system": {
                     "own": {"alive": "up", "down": "down", "data": [%s]},
                     "other": {"alive": "up", "down": "down", "data": [%s]}}}}
                """
                        .formatted(ids(data), ids(ofAnother));
        Reading reading =
                ConfigurationFile.read(text, Path.of("flip.json"), new OwnId.Named("a"), false);
        return ((Reading.Accepted) reading).settings().catalog();
    }

    private static String ids(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "\"" + number + "\"")
                .collect(joining(", "));
    }
}
