package flip.lab.check;

import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.ServerId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What excuses a server that holds something after its lease, and what does not. */
class HoldTest {
    private static final LeaseEnd LEASE_END =
            new LeaseEnd(Duration.ofSeconds(1), Duration.ofSeconds(1));
    private static final Duration GUARD = Duration.ofMillis(200);

    private final Hold hold = new Hold(new ServerId("a"), new Thing("lock", "x"), 1, 1, false);

    private boolean isExcusedAt(long millis) {
        return hold.isExcused(Duration.ofMillis(millis), LEASE_END, GUARD);
    }

    @Test
    void nothingIsAnExcuseByItself() {
        assertThat(isExcusedAt(1500)).isFalse();
    }

    @Test
    void aDownThatFailedAfterTheLeaseIsAnExcuse() {
        hold.failsAt(Duration.ofMillis(1001));

        assertThat(isExcusedAt(1002)).isTrue();
        assertThat(isExcusedAt(9000)).isTrue();
    }

    @Test
    void aDownThatFailedUnderTheLeaseIsNone() {
        hold.failsAt(Duration.ofMillis(999));

        assertThat(isExcusedAt(1001)).isFalse();
    }

    @Test
    void aDownThatFailsAsTheLeaseEndsIsAnExcuse() {
        hold.failsAt(Duration.ofSeconds(1));

        assertThat(isExcusedAt(1000)).isTrue();
    }

    /** As when a clock jumped: it lets go at once, and the others wait on. */
    @Test
    void aDownThatFailedAfterTheHolderHadLostItsLeaseIsAnExcuseWhenTheOthersMayTakeOver() {
        LeaseEnd lostEarly = new LeaseEnd(Duration.ofSeconds(1), Duration.ofMillis(400));
        hold.failsAt(Duration.ofMillis(500));

        assertThat(hold.isExcused(Duration.ofMillis(999), lostEarly, GUARD)).isFalse();
        assertThat(hold.isExcused(Duration.ofMillis(1500), lostEarly, GUARD)).isTrue();
        assertThat(isExcusedAt(1500)).isFalse();
    }

    @Test
    void whatFailedBeforeTheServerHadALeaseAgainIsNoExcuse() {
        hold.failsAt(Duration.ofMillis(1001));

        LeaseEnd next = new LeaseEnd(Duration.ofSeconds(3), Duration.ofSeconds(3));
        assertThat(hold.isExcused(Duration.ofMillis(3500), next, GUARD)).isFalse();
    }

    @Test
    void aFailureIsNotTakenBackByAnEarlierOne() {
        hold.failsAt(Duration.ofMillis(1001));
        hold.failsAt(Duration.ofMillis(999));

        assertThat(isExcusedAt(1002)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Hindrance.class)
    void whoCannotBeginToLowerItIsExcusedWhenTheLeaseIsOver(Hindrance why) {
        hold.hinder(why);

        assertThat(isExcusedAt(999)).isFalse();
        assertThat(isExcusedAt(1000)).isTrue();
        assertThat(isExcusedAt(9000)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Hindrance.class)
    void whoCanAgainHasTheGuardForIt(Hindrance why) {
        hold.hinder(why);
        hold.free(why, Duration.ofMillis(1500));
        hold.free(why, Duration.ofMillis(1600)); // Nothing hindered it by then.

        assertThat(isExcusedAt(1699)).isTrue();
        assertThat(isExcusedAt(1700)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Hindrance.class)
    void whoCouldAgainBeforeTheLeaseEndedIsNotExcused(Hindrance why) {
        hold.hinder(why);
        hold.free(why, Duration.ofMillis(999));

        assertThat(isExcusedAt(1001)).isFalse();
    }

    @Test
    void oneHindranceThatEndsEndsNoOther() {
        hold.hinder(Hindrance.AGENT);
        hold.hinder(Hindrance.MACHINE);
        hold.free(Hindrance.MACHINE, Duration.ofMillis(500));

        assertThat(isExcusedAt(1001)).isTrue();
    }
}
