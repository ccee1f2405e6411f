package flip.systems;

import static flip.systems.Given.TIMING;
import static flip.systems.Given.at;
import static flip.systems.SystemSpec.NoQuorumPolicy.FREEZE;
import static flip.systems.SystemSpec.NoQuorumPolicy.STOP;
import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Moment;
import flip.membership.Timing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a driver goes on by itself, with G 1000, L 1500 and g 375 ms. */
class DriverLeaseTest {

    private static DriverLease leftOf(SystemSpec.NoQuorumPolicy policy, long left) {
        return DriverLease.of(policy, true, TIMING, at(10_000 + left), at(10_000));
    }

    @Test
    void underStopItIsThatOfTheQuorum() {
        assertThat(leftOf(STOP, 1500))
                .isEqualTo(new DriverLease(at(11_500), false, Moment.FOREVER));
        assertThat(leftOf(STOP, -1)).isEqualTo(new DriverLease(at(9_999), false, Moment.FOREVER));
        assertThat(DriverLease.of(STOP, true, TIMING, Moment.NEVER, at(0)).until())
                .isEqualTo(Moment.NEVER);
    }

    /** Drift has 30 ms of the guard. */
    @Test
    void underFreezeItOutlastsThatByHalfOfWhatIsLeftOfTheGuard() {
        Moment until = new Moment(11_672_500_000L);

        assertThat(leftOf(FREEZE, 1500)).isEqualTo(new DriverLease(until, false, at(11_125)));
    }

    /** What is left is 500 ms when the next ping goes out. */
    @Test
    void underFreezeAServerThatIsNotGrantedAnyMoreGoesOnByItself() {
        assertThat(leftOf(FREEZE, 376).own()).isFalse();
        assertThat(leftOf(FREEZE, 375)).isEqualTo(new DriverLease(at(11_500), true, at(10_000)));
        assertThat(leftOf(FREEZE, -5000)).isEqualTo(new DriverLease(at(11_500), true, at(4_625)));
        assertThat(DriverLease.of(FREEZE, true, TIMING, Moment.NEVER, at(10_000)).until())
                .isEqualTo(at(11_500));
    }

    @Test
    void whereLeasesAreOffTheAgentAloneSaysIt() {
        for (SystemSpec.NoQuorumPolicy policy : SystemSpec.NoQuorumPolicy.values()) {
            assertThat(DriverLease.of(policy, false, TIMING, at(20_000), at(10_000)).until())
                    .isEqualTo(at(11_500));
            assertThat(DriverLease.of(policy, true, TIMING, Moment.FOREVER, at(10_000)).until())
                    .as("a view of the former quorum")
                    .isEqualTo(at(11_500));
        }
    }

    /**
     * On a clock that is 1 % slower than the voters', and from the least guard that is allowed on.
     */
    @Test
    void itIsOverBeforeAnybodyMayTakeOver() {
        for (long guard : List.of(30L, 31L, 75L, 375L, 1500L, 60_000L)) {
            Timing timing =
                    new Timing(
                            Duration.ofMillis(1000),
                            Duration.ofMillis(1500),
                            Duration.ofMillis(guard),
                            Duration.ZERO,
                            3);
            long lasts = DriverLease.of(FREEZE, true, timing, at(1500), at(0)).until().nanos();

            assertThat(lasts * 1.01)
                    .as("guard " + guard)
                    .isLessThanOrEqualTo((double) timing.longestGrant().toNanos());
            assertThat(lasts).isGreaterThanOrEqualTo(timing.pingTimeout().toNanos());
        }
    }
}
