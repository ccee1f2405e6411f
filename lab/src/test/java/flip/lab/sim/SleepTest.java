package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import flip.lab.check.Violation;
import flip.membership.Rules;
import flip.membership.Timing;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What machines that slept have promised when they wake. */
class SleepTest {
    private static final Timing TIMING = Swarm.timing(100, 1000, 500, 0, 3);
    private static final String[] DATA = {"k", "l", "m", "n", "o", "p", "q", "r", "s", "t"};

    /**
     * I10: b and c wake, and before their next tick they grant to a for the last time. If that
     * grant is noted by a clock that adds what it lacks only then, it is over too soon.
     */
    @ParameterizedTest(name = "slept {0} ms, seen only at ticks: {1}")
    @CsvSource({"240, true", "240, false", "800, true", "800, false"})
    void whatWasSleptIsAddedBeforeAnythingIsGranted(long millis, boolean onlyAtTicks) {
        Stage stage = Stage.with(Stage.layout(3, 1, TIMING, DATA), Rules.ALL);
        long guard = TIMING.guard().toNanos();
        Habits slow = new Habits(guard / 4, guard * 9 / 10, guard / 10, 0, 0, 0);
        stage.host("a").scripts().habits(slow);
        stage.cluster().checks().byHarmOnly(); // Else the vote itself is found out, by I5.
        if (onlyAtTicks) {
            stage.cluster().hosts().forEach(host -> host.time().looksOnlyAtTicks());
        }

        Optional<Violation> violation =
                stage.violatedBy(
                        () -> {
                            stage.host("b").sleep(Sleep.SUSPENDED, true);
                            stage.host("c").sleep(Sleep.SUSPENDED, true);
                            stage.run(millis);
                            stage.host("b").resume();
                            stage.host("c").resume();
                            stage.run(3); // Their answers arrive.
                            stage.part("a", "bc", true);
                            stage.run(10_000);
                        });

        assertThat(violation.map(Violation::invariant))
                .isEqualTo(onlyAtTicks ? Optional.of("I10") : Optional.empty());
    }

    /** Seed 9000805: the machine's clock got another rate while it stood still. */
    @Test
    void aPauseIsAsLongAsItWasAlsoWhenTheClockDriftsMeanwhile() {
        RandomGenerator random = new SplittableRandom(1);
        Clock clock = new Clock(0, random);

        clock.sleep(1_000, Sleep.PAUSED);
        clock.drift(4_000, Clock.anyRate(random));

        assertThat(clock.wake(5_000)).isEqualTo(4_000);
    }
}
