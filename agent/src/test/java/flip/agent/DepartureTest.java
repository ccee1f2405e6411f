package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import flip.systems.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DepartureTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private Duration now = Duration.ofHours(3);

    @Test
    void whoeverCannotEvenBeToldToLeaveGoesAtOnce() {
        Departure departure = new Departure(LONG, () -> now.toNanos());
        departure.of(
                event -> {
                    throw new NoClassDefFoundError("flip/systems/Event$Leave");
                });

        departure.asked();

        assertThat(departure.atOnce()).isDone();
    }

    @Test
    void whoeverDoesNotLeaveGoesWhenItsTimeIsOver() {
        Departure departure = new Departure(Duration.ofMillis(50), () -> now.toNanos());
        List<Event> told = new ArrayList<>();
        departure.of(told::add);

        departure.asked();

        assertThat(told).containsExactly(new Event.Leave());
        await().until(() -> departure.atOnce().isDone());
    }

    @Test
    void aSecondTimeIsAtOnce() {
        Departure departure = new Departure(LONG, () -> now.toNanos());
        departure.asked();
        assertThat(departure.atOnce()).isNotDone();

        now = now.plusSeconds(1);
        departure.asked();

        assertThat(departure.atOnce()).isDone();
    }

    @Test
    void twoSignalsAtOnceAreOneWish() {
        Departure departure = new Departure(LONG, () -> now.toNanos());
        departure.asked();

        now = now.plusMillis(999);
        departure.asked();

        assertThat(departure.atOnce()).isNotDone();
    }

    @Test
    void aLifeThatBeginsWhileThisServerLeavesIsToldToo() {
        Departure departure = new Departure(LONG, () -> now.toNanos());
        departure.asked();
        List<Event> told = new ArrayList<>();

        departure.of(told::add);

        assertThat(told).containsExactly(new Event.Leave());
    }
}
