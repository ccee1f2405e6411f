package flip.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import flip.lab.e2e.NeedsNamespaces;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step of the time of day is one for a Java program too, and for no other of its clocks. */
@NeedsNamespaces
class OwnClockTest {
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    /** What a program's clocks show. */
    private record Shown(long wallMillis, long monotonicMillis) {}

    @TempDir private Path folder;
    private Process program;
    private PrintWriter asks;
    private BufferedReader tells;

    @BeforeEach
    void start() throws IOException {
        assertThat(new OwnClock().whyNot()).isEmpty();
        program =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                OwnClock.environment(folder.resolve("clock"))
                                        + " && exec \"$0\" -cp \"$1\" "
                                        + Clocks.class.getName(),
                                ProcessHandle.current().info().command().orElseThrow(),
                                System.getProperty("java.class.path", ""))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        asks = new PrintWriter(program.getOutputStream(), true, StandardCharsets.UTF_8);
        tells = program.inputReader(StandardCharsets.UTF_8);
    }

    @AfterEach
    void end() {
        program.destroyForcibly();
    }

    @Test
    void onlyTheTimeOfDayIsStepped() {
        Shown before = ask();
        assertThat(before.wallMillis())
                .isCloseTo(System.currentTimeMillis(), Offset.offset(HOUR_MILLIS));

        OwnClock.step(folder.resolve("clock"), "+1d");
        Shown ahead = ask();
        OwnClock.step(folder.resolve("clock"), "-1d");
        Shown behind = ask();

        assertThat(ahead.wallMillis() - before.wallMillis())
                .isBetween(DAY_MILLIS, DAY_MILLIS + HOUR_MILLIS);
        assertThat(ahead.monotonicMillis() - before.monotonicMillis()).isBetween(0L, HOUR_MILLIS);
        assertThat(ahead.wallMillis() - behind.wallMillis())
                .isBetween(2 * DAY_MILLIS - HOUR_MILLIS, 2 * DAY_MILLIS);
        assertThat(behind.monotonicMillis() - ahead.monotonicMillis()).isBetween(0L, HOUR_MILLIS);
    }

    private Shown ask() {
        asks.println();
        String[] words = tells.lines().findFirst().orElseThrow().split(" ", -1);
        return new Shown(Long.parseLong(words[0]), Long.parseLong(words[1]) / 1_000_000);
    }
}
