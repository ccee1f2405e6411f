package flip.agent.process;

import static flip.agent.process.FakeDriver.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import flip.systems.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a driver is told of leases, and what is not asked of it without one. */
class LeasedDriverTest {
    /** What the kernel tells is older by less than that. */
    private static final double UPTIME_STEP_MILLIS = 10;

    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir private Path folder = Path.of("");
    private FakeDriver fake;

    @BeforeEach
    void make() throws IOException {
        fake = new FakeDriver(folder, PATIENCE);
        fake.lease("ip", LONG);
    }

    @AfterEach
    void close() {
        fake.close();
    }

    private static String reason(Outcome outcome) {
        return ((Outcome.Failed) outcome).reason();
    }

    private static String unleased(Outcome outcome) {
        return ((Outcome.Unleased) outcome).reason();
    }

    private static long until(String renewal) {
        assertThat(renewal).startsWith("renew my%20ip ");
        return Long.parseLong(renewal.substring("renew my%20ip ".length()));
    }

    private static double uptimeMillis() throws IOException {
        return 1000
                * Double.parseDouble(
                        Files.readString(Path.of("/proc/uptime")).replaceFirst(" .*\\n", ""));
    }

    @Test
    void whatItRefusesForWantOfALeaseHasNotFailed() {
        assertThat(unleased(fake.alive("ip", "unleased"))).isEqualTo("it is over");
        assertThat(reason(fake.down("ip", "unleased"))).isEqualTo("it is over");
    }

    @Test
    void aLeaseIsRenewedOnTheDriversClockAndBeforeWhatItIsFor() throws IOException {
        long length = Duration.ofSeconds(60).toNanos();
        double before = uptimeMillis();
        fake.drivers.renew(FakeDriver.NAME, "my ip", System.nanoTime() + length);
        fake.alive("my ip", "1");
        fake.drivers.renew(FakeDriver.NAME, "my ip", System.nanoTime() + 2 * length);
        fake.down("my ip", "1");
        double after = uptimeMillis() + UPTIME_STEP_MILLIS;

        List<String> heard =
                fake.heard().stream().filter(line -> !line.startsWith("renew ip ")).toList();
        assertThat(heard)
                .extracting(line -> line.replaceFirst(" .*", ""))
                .containsExactly("clock", "renew", "alive", "renew", "down");
        long first = until(heard.get(1));
        long second = until(heard.get(3));
        // Its answers are coarse, and come later than what they tell of: never later, a bit sooner.
        assertThat((double) first).isBetween(before + 60_000 - 1000, after + 60_000);
        assertThat((double) second).isBetween(before + 120_000 - 1000, after + 120_000);
    }

    @Test
    void withoutALeaseThatItWasToldOfAndIsNotOverNothingIsTaken() {
        String why =
                "driver fake is not asked: the lease of the system is over, or not known to it";
        assertThat(unleased(fake.alive("other", "1"))).isEqualTo(why);
        fake.lease("other", Duration.ZERO);
        assertThat(unleased(fake.alive("other", "1"))).isEqualTo(why);

        // Another process knows of no lease that has ended meanwhile.
        fake.lease("other", SHORT);
        long over = System.nanoTime() + SHORT.toNanos();
        fake.alive("ip", "dies");
        await().atMost(PATIENCE).until(() -> System.nanoTime() - over > 0);
        assertThat(unleased(fake.alive("other", "1"))).isEqualTo(why);
        assertThat(fake.down("other", "1")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.pids()).hasSize(2);
        assertThat(fake.heard()).noneMatch(line -> line.startsWith("alive other"));

        fake.lease("other", LONG);
        assertThat(fake.alive("other", "1")).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void oneThatDoesNotTellItsClockIsEndedAndNothingIsAskedOfIt() throws IOException {
        fake.with("noclock", "");

        assertThat(reason(fake.alive("ip", "1")))
                .isEqualTo("driver fake does not tell its clock: what clock, and is ended");
        assertThat(fake.heard()).doesNotContain("alive ip 1 {\"a\":1}");
    }
}
