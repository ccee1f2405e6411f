package flip.systems;

import static flip.systems.Given.at;
import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Moment;
import flip.membership.Rules;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a last will is handed over, and when it is taken back. */
class LastWillTest {
    private static final Tool SCRIPTS = new Tool.Scripts("ip_up", "ip_down");
    private static final Tool DRIVER = new Tool.Driver("d");
    private static final Tool OTHER = new Tool.Driver("e");
    private static final Duration PERIOD = Duration.ofMillis(1500);
    private static final Moment NOW = at(1000);

    private final LastWill will = new LastWill(Rules.ALL);

    private LastWill.Step due(Moment now, long epoch, Tool... held) {
        return will.due(now, Set.of(held), true, epoch);
    }

    private void handOver() {
        will.ready("d");
        assertThat(will.handedOver(NOW, Set.of(DRIVER), 3, PERIOD)).isEqualTo("d");
    }

    @Test
    void onlyADriverThatIsReadyAndHasAllOfItGetsOne() {
        assertThat(due(NOW, 3, DRIVER)).as("not ready").isEqualTo(LastWill.Step.NOTHING);

        will.ready("d");
        will.ready("e");

        assertThat(due(NOW, 3, DRIVER)).isEqualTo(LastWill.Step.HAND_OVER);
        assertThat(due(NOW, 3, DRIVER, OTHER)).isEqualTo(LastWill.Step.NOTHING);
        assertThat(due(NOW, 3, DRIVER, SCRIPTS)).isEqualTo(LastWill.Step.NOTHING);
        assertThat(due(NOW, 3)).as("nothing is held").isEqualTo(LastWill.Step.NOTHING);
        assertThat(will.due(NOW, Set.of(DRIVER), false, 3))
                .as("something is on its way down, perhaps of an earlier process")
                .isEqualTo(LastWill.Step.NOTHING);
    }

    @Test
    void itIsMadeAnewEachPeriodAndForEachView() {
        handOver();

        assertThat(due(NOW, 3, DRIVER)).isEqualTo(LastWill.Step.NOTHING);
        assertThat(due(NOW, 4, DRIVER)).isEqualTo(LastWill.Step.HAND_OVER);
        assertThat(will.wakeAt()).isEqualTo(NOW.plus(PERIOD));
        assertThat(due(NOW.plus(PERIOD), 3, DRIVER)).isEqualTo(LastWill.Step.HAND_OVER);
    }

    @Test
    void itStaysOutWhileItsDriverLowersSomething() {
        handOver();

        assertThat(will.due(NOW, Set.of(DRIVER), false, 3)).isEqualTo(LastWill.Step.NOTHING);
    }

    @Test
    void itIsMadeAnewWhenItWouldSoonBeTakenForAReplay() {
        will.ages();
        assertThat(will.wakeAt()).as("there is none").isEqualTo(Moment.FOREVER);
        handOver();

        will.ages();

        assertThat(due(NOW, 3, DRIVER)).isEqualTo(LastWill.Step.HAND_OVER);
        will.handedOver(NOW, Set.of(DRIVER), 3, PERIOD);
        assertThat(due(NOW, 3, DRIVER)).isEqualTo(LastWill.Step.NOTHING);
    }

    @Test
    void itIsTakenBackBeforeAnythingElseRaisesAnything() {
        assertThat(will.allows(SCRIPTS)).isTrue();
        handOver();

        assertThat(will.allows(DRIVER)).isTrue();
        assertThat(will.allows(OTHER)).isFalse();
        assertThat(will.allows(SCRIPTS)).isFalse();
        assertThat(due(NOW, 3, DRIVER, SCRIPTS)).isEqualTo(LastWill.Step.TAKE_BACK);
        assertThat(will.askedBack()).isEqualTo("d");
        assertThat(due(NOW, 4, DRIVER, SCRIPTS)).as("asked").isEqualTo(LastWill.Step.NOTHING);
        assertThat(will.allows(SCRIPTS)).as("not answered").isFalse();
        assertThat(will.takenBack("e")).isFalse();
        assertThat(will.takenBack("d")).isTrue();
        assertThat(will.allows(SCRIPTS)).isTrue();
    }

    /** R19. */
    @Test
    void itIsTakenBackFromADriverThatHasFailedAtSomething() {
        handOver();

        will.failed(SCRIPTS);
        will.failed(OTHER);
        assertThat(due(NOW, 3, DRIVER)).isEqualTo(LastWill.Step.NOTHING);

        will.failed(DRIVER);
        assertThat(due(NOW, 3, DRIVER)).isEqualTo(LastWill.Step.TAKE_BACK);
        assertThat(will.askedBack()).isEqualTo("d");
        assertThat(due(NOW, 4, DRIVER)).as("asked").isEqualTo(LastWill.Step.NOTHING);
        assertThat(will.takenBack("d")).isTrue();
        assertThat(will.due(NOW, Set.of(DRIVER), false, 4))
                .as("until that is lowered")
                .isEqualTo(LastWill.Step.NOTHING);
        assertThat(due(NOW, 4, DRIVER)).isEqualTo(LastWill.Step.HAND_OVER);
        will.handedOver(NOW, Set.of(DRIVER), 4, PERIOD);
        assertThat(due(NOW, 4, DRIVER)).as("that is over").isEqualTo(LastWill.Step.NOTHING);
    }

    @Test
    void itIsTakenBackWhenNothingIsHeld() {
        handOver();

        assertThat(due(NOW, 3)).isEqualTo(LastWill.Step.TAKE_BACK);
    }

    @Test
    void whoHadItMayHaveSaidItWhenItIsGone() {
        handOver();
        will.ready("e");

        assertThat(will.ended("e")).isFalse();
        assertThat(will.ended("d")).isTrue();
        assertThat(will.ended("d")).as("its next process had none").isFalse();
        assertThat(will.allows(SCRIPTS)).isTrue();
        assertThat(due(NOW, 3, DRIVER)).as("not ready again").isEqualTo(LastWill.Step.NOTHING);
    }

    @Test
    void oneThatIsGoneWhileItIsAskedBackMayHaveSaidIt() {
        handOver();
        assertThat(will.askedBack()).isEqualTo("d");

        assertThat(will.ended("d")).isTrue();
        assertThat(will.takenBack("d")).as("of nobody any more").isFalse();
    }
}
