package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import flip.lab.check.Thing;
import flip.membership.Rules;
import flip.membership.Timing;
import flip.systems.Event;
import org.junit.jupiter.api.Test;

/**
 * I3, I10: what was given up under a lease, and is not down when that ends, is down within the
 * guard, although its down hung or failed.
 */
class HurryTest {
    private static final Timing TIMING = Swarm.timing(100, 500, 400, 0, 3);
    private static final Thing X = new Thing("lock", "x");

    private static Stage stage(boolean driven) {
        Layout layout = Stage.layout(3, 1, TIMING, "x");
        return Stage.with(driven ? Stage.driven(layout) : layout, Rules.ALL);
    }

    /** Its next downs hang for their whole time, or fail, those after them are well. */
    private static void lowersInVain(Stage stage, double failures, double hangs) {
        Host owner = stage.host("a");
        Habits good = Habits.good(TIMING.guard().toNanos());
        owner.scripts().habits(good.withFaults(failures, hangs, 0));
        long before = owner.scripts().count();
        owner.deliver(new Event.Lost("lock", "x", "somebody took it"));
        stage.until(() -> owner.scripts().count() > before);
        owner.scripts().habits(good);
    }

    private static boolean isHeld(Stage stage) {
        return !stage.cluster().holds().byServer(stage.host("a").id()).isEmpty();
    }

    private static void cutOff(Stage stage) {
        stage.part("a", "bc", true);
        stage.until(() -> !stage.host("a").status().orElseThrow().leased());
    }

    /** The driver itself gives it back when its lease ends; the agent waits for its answer. */
    @Test
    void aDriverThatHangsWhenTheLeaseEndsIsAskedAgainSoon() {
        Stage stage = stage(true);
        lowersInVain(stage, 0, 1);

        cutOff(stage);
        assertThat(stage.host("a").scripts().isRunning(run -> true)).isTrue();
        stage.run(TIMING.guard().toMillis());

        assertThat(stage.host("a").scripts().isRunning(run -> true)).isFalse();
    }

    @Test
    void aDownThatHasFailedIsTriedAgainWhenTheLeaseEnds() {
        Stage stage = stage(false);
        lowersInVain(stage, 1, 0);
        stage.until(() -> stage.host("a").scripts().isFailing(X));

        cutOff(stage);
        assertThat(isHeld(stage)).isTrue();
        stage.run(TIMING.guard().toMillis());

        assertThat(isHeld(stage)).isFalse();
    }
}
