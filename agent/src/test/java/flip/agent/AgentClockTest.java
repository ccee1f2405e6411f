package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock against clocks that stand still and jump. */
class AgentClockTest {
    private static final Duration LIMIT = Duration.ofMillis(100);

    private long nano = 1_000_000_000L;
    private long wall = 500_000_000_000L;
    private long uptime = 7_000_000_000L;
    private boolean readable = true;
    private final AgentClock clock = new AgentClock(() -> nano, () -> wall, this::uptime);

    private OptionalLong uptime() {
        return readable ? OptionalLong.of(uptime) : OptionalLong.empty();
    }

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

    /** As when this process may open no more files for a while. */
    @Test
    void aClockThatCannotBeReadForAWhileIsNoSleep() {
        pass(Duration.ofSeconds(1));
        readable = false;
        assertThat(clock.wasSuspended()).isFalse();

        pass(Duration.ofSeconds(1));
        readable = true;
        assertThat(clock.wasSuspended()).isFalse();
        assertThat(clock.now().nanos()).isEqualTo(3_000_000_000L);
    }

    @Test
    void whatWasSleptWhileItCouldNotBeReadIsCountedAfterwards() {
        readable = false;
        nano += 1_000_000;
        uptime += 5_001_000_000L;
        assertThat(clock.wasSuspended()).isFalse();

        readable = true;
        assertThat(clock.wasSuspended()).isTrue();
        assertThat(clock.now().nanos()).isEqualTo(1_000_000_000L + 5_001_000_000L);
    }

    /** What is granted in between would end that much too early. */
    @Test
    void whatWasSleptIsNotCountedAfterTheWallClockHasToldOfItAndGrantsWereGiven() {
        readable = false;
        nano += 1_000_000;
        wall += 5_001_000_000L;
        uptime += 5_001_000_000L;
        assertThat(clock.wallRanAhead(LIMIT)).isTrue();

        readable = true;
        assertThat(clock.wasSuspended()).isFalse();
        assertThat(clock.now().nanos()).isEqualTo(1_001_000_000L);

        nano += 1_000_000;
        uptime += 5_001_000_000L;
        assertThat(clock.wasSuspended()).isTrue();
        assertThat(clock.now().nanos()).isEqualTo(1_002_000_000L + 5_000_000_000L);
    }

    @Test
    void aClockThatCouldNotBeReadAtTheStartIsComparedFromItsFirstReading() {
        readable = false;
        AgentClock late = new AgentClock(() -> nano, () -> wall, this::uptime);
        readable = true;

        assertThat(late.wasSuspended()).isFalse();
        assertThat(late.now().nanos()).isEqualTo(1_000_000_000L);

        uptime += 5_000_000_000L;
        assertThat(late.wasSuspended()).isTrue();
    }

    @Test
    void anUptimeThatCannotBeReadIsNone(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("uptime");
        assertThat(AgentClock.uptime(file)).isEmpty();

        Files.writeString(file, "");
        assertThat(AgentClock.uptime(file)).isEmpty();

        Files.writeString(file, "12.34 56.78\n");
        assertThat(AgentClock.uptime(file)).hasValue(12_340_000_000L);
    }

    /** Else the guard of who was granted to is shorter by what was slept. */
    @Test
    void aShortSuspendIsSeenBeforeAnythingIsTakenIn() {
        nano += 1_000_000;
        wall += 51_000_000;
        uptime += 51_000_000;

        assertThat(clock.wallRanAhead(LIMIT)).isTrue();
        assertThat(clock.now().nanos()).isEqualTo(1_000_000_000L + 51_000_000L);
        assertThat(clock.wasSuspended()).isFalse();
    }

    @Test
    void aShortSuspendIsNotCountedAfterGrantsWereGivenWhileItCouldNotBeRead() {
        readable = false;
        nano += 1_000_000;
        wall += 51_000_000;
        uptime += 51_000_000;
        assertThat(clock.wallRanAhead(LIMIT)).isFalse();

        readable = true;
        assertThat(clock.wasSuspended()).isFalse();
        assertThat(clock.now().nanos()).isEqualTo(1_001_000_000L);
    }

    /** The leases end then, too, although nobody can tell whether anything was slept. */
    @Test
    void aLimitShorterThanTheUptimeCanTellHolds() {
        nano += 1_000_000;
        wall += 16_000_000;
        uptime += 16_000_000;

        assertThat(clock.wallRanAhead(Duration.ofMillis(10))).isTrue();
        assertThat(clock.now().nanos()).isEqualTo(1_001_000_000L);
    }

    @Test
    void aWallClockThatIsSteppedALittleIsNoSuspend() {
        nano += 1_000_000;
        wall += 51_000_000;
        uptime += 1_000_000;

        assertThat(clock.wallRanAhead(LIMIT)).isFalse();
        assertThat(clock.now().nanos()).isEqualTo(1_000_000_000L + 1_000_000L);
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
        AgentClock busy = new AgentClock(() -> nano += step[0], () -> wall, this::uptime);
        wall += 90_000_000;

        assertThat(busy.wallRanAhead(LIMIT)).isFalse();

        step[0] = 0;
        wall += 100_000_000;
        assertThat(busy.wallRanAhead(LIMIT)).isTrue();
    }

    @Test
    void whatIsLeftGetsLessAsTimePasses() {
        Supplier<Duration> left = clock.left(clock.now().plus(Duration.ofSeconds(3)));
        assertThat(left.get()).isEqualTo(Duration.ofSeconds(3));

        pass(Duration.ofSeconds(2));
        assertThat(left.get()).isEqualTo(Duration.ofSeconds(1));

        pass(Duration.ofSeconds(2));
        assertThat(left.get()).isEqualTo(Duration.ofSeconds(-1));
    }

    /** The host slept; whoever asks is the first to run after that. */
    @Test
    void whatIsLeftIsLessByWhatNobodyHasLookedAtYet() {
        Supplier<Duration> left = clock.left(clock.now().plus(Duration.ofSeconds(3)));

        wall += 4_000_000_000L;
        assertThat(left.get()).isEqualTo(Duration.ofSeconds(-1));
        wall -= 3_600_000_000_000L;
        assertThat(left.get()).isEqualTo(Duration.ofSeconds(3));
        uptime += 5_000_000_000L;
        assertThat(left.get()).isEqualTo(Duration.ofSeconds(-2));
        readable = false;
        assertThat(left.get()).isEqualTo(Duration.ofSeconds(3));
    }

    /** It slept between the look and the end of the step in which the lease is told. */
    @Test
    void whatWasSleptSinceTheLastLookHasPassedForWhatIsToldAfterIt() {
        pass(Duration.ofSeconds(1));
        assertThat(clock.wallRanAhead(LIMIT)).isFalse();
        wall += 4_000_000_000L;

        Supplier<Duration> left = clock.left(clock.now().plus(Duration.ofSeconds(3)));

        assertThat(left.get()).isEqualTo(Duration.ofSeconds(-1));
    }

    @Test
    void whatIsLeftAfterASuspendThatWasCountedIsWhole() {
        wall += 5_000_000_000L;
        uptime += 5_000_000_000L;
        assertThat(clock.wallRanAhead(LIMIT)).isTrue();

        Supplier<Duration> left = clock.left(clock.now().plus(Duration.ofSeconds(3)));

        assertThat(left.get()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void nothingIsLeftOfALeaseThatThereNeverWasAndAlwaysSomethingOfOneForEver() {
        assertThat(clock.left(Moment.NEVER).get()).isNegative();
        assertThat(clock.left(Moment.FOREVER).get()).isGreaterThan(Duration.ofDays(36_500));
    }

    @Test
    void theRealClockGoesOn() {
        AgentClock real = new AgentClock();
        Moment first = real.now();

        assertThat(real.wasSuspended()).isFalse();
        assertThat(real.wallRanAhead(Duration.ofSeconds(30))).isFalse();
        assertThat(real.now()).isGreaterThanOrEqualTo(first);
        assertThat(real.left(real.now().plus(Duration.ofHours(1))).get())
                .isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    }
}
