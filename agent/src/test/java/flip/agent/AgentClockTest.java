package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The clock against clocks that stand still and jump. */
class AgentClockTest {
    private static final Duration LIMIT = Duration.ofMillis(100);

    private long nano = 1_000_000_000L;
    private long wall = 500_000_000_000L;
    private long uptime = 7_000_000_000L;
    private final AgentClock clock = new AgentClock(() -> nano, () -> wall, () -> uptime);

    private void pass(Duration length) {
        nano += length.toNanos();
        wall += length.toNanos();
        uptime += length.toNanos();
    }

    @Test
    void timePassesEvenly() {
        for (int look = 0; look < 1000; look++) {
            pass(Duration.ofMillis(7));

            assertThat(clock.wallRanAhead(LIMIT)).isFalse();
            assertThat(clock.wasSuspended()).isFalse();
        }
        assertThat(clock.now()).isEqualTo(new Moment(1_000_000_000L + 7_000_000_000L));
    }

    @Test
    void timeInSuspendIsCounted() {
        nano += 1_000_000;
        uptime += 5_000_000_000L;

        assertThat(clock.wasSuspended()).isTrue();
        assertThat(clock.now().nanos()).isEqualTo(1_000_000_000L + 5_000_000_000L);
        assertThat(clock.wasSuspended()).isFalse();
    }

    @Test
    void aWallClockThatRanAheadIsSeenOnce() {
        wall += 101_000_000;

        assertThat(clock.wallRanAhead(LIMIT)).isTrue();
        assertThat(clock.wallRanAhead(LIMIT)).isFalse();
    }

    /** Else a bound that is set in between ends as much too early as the host slept. */
    @Test
    void whatWasSleptHasPassedWhenTheWallClockTellsOfIt() {
        nano += 1_000_000;
        wall += 5_001_000_000L;
        uptime += 5_001_000_000L;

        assertThat(clock.wallRanAhead(LIMIT)).isTrue();
        assertThat(clock.now().nanos()).isEqualTo(1_000_000_000L + 5_001_000_000L);
        assertThat(clock.wasSuspended()).isFalse();
    }

    @Test
    void aWallClockSetBackIsNobodysBusiness() {
        wall -= 3_600_000_000_000L;

        assertThat(clock.wallRanAhead(LIMIT)).isFalse();
    }

    @Test
    void aWallClockThatIsSlewedIsNotAJump() {
        for (int look = 0; look < 1000; look++) {
            pass(Duration.ofSeconds(1));
            wall += 500_000; // As fast as adjtime may.

            assertThat(clock.wallRanAhead(LIMIT)).isFalse();
        }
    }

    @Test
    void aProcessInterruptedInEveryReadingLooksAgainFromTheSamePoint() {
        long[] step = {2_000_000};
        AgentClock busy = new AgentClock(() -> nano += step[0], () -> wall, () -> uptime);
        wall += 90_000_000;

        assertThat(busy.wallRanAhead(LIMIT)).isFalse();

        step[0] = 0;
        wall += 100_000_000;
        assertThat(busy.wallRanAhead(LIMIT)).isTrue();
    }

    @Test
    void theRealClockGoesOn() {
        AgentClock real = new AgentClock();
        Moment first = real.now();

        assertThat(real.wasSuspended()).isFalse();
        assertThat(real.wallRanAhead(Duration.ofSeconds(30))).isFalse();
        assertThat(real.now()).isGreaterThanOrEqualTo(first);
    }
}
