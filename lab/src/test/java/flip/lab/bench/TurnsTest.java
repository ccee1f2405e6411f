package flip.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final Entrant FLIP = Entrant.ALL.get(0);
    private static final Entrant KEEPALIVED = Entrant.ALL.get(1);

    private final List<String> done = new ArrayList<>();
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    @Test
    void contendersTakeTurnsAndOnlyOneRunsAtATime() {
        Section section = measure(7, "");

        assertThat(done)
                .containsExactly(
                        "flip on",
                        "flip 1",
                        "flip 2",
                        "flip 3",
                        "flip 4",
                        "flip 5",
                        "flip off",
                        "keepalived on",
                        "keepalived 1",
                        "keepalived 2",
                        "keepalived 3",
                        "keepalived 4",
                        "keepalived 5",
                        "keepalived off",
                        "flip on",
                        "flip 6",
                        "flip 7",
                        "flip off",
                        "keepalived on",
                        "keepalived 6",
                        "keepalived 7",
                        "keepalived off");
        assertThat(text(section))
                .contains(
                        "| crash | flip 1000/1500/375 | 7 | 1.00 | 4.00 | 7.00 | ms | 0.50 | 0.50 |")
                .contains(
                        "| crash | keepalived advert_int 1 | 7 | 2.00 | 8.00 | 14.00 | ms |  |  |");
    }

    @Test
    void eachRunIsALineOfProgress() {
        measure(2, "");

        assertThat(progress.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "crash 1/2 flip 1000/1500/375: crash 1.00 ms",
                        "crash 2/2 flip 1000/1500/375: crash 2.00 ms",
                        "crash 1/2 keepalived advert_int 1: crash 2.00 ms",
                        "crash 2/2 keepalived advert_int 1: crash 4.00 ms");
    }

    @Test
    void aSectionSaysHowOftenWhereAndOfWhichTimings() {
        assertThat(text(measure(7, "")))
                .contains("7 runs of each contender, taking turns of 5; only one runs at a time, ")
                .contains("Measured 2026-12-24 on 2 cores.")
                .contains("1000/1500/375")
                .contains("advert_int 1")
                .doesNotContain("failed");
    }

    @Test
    void aRunThatFailsIsToldAndTheNextTurnBeginsAfresh() {
        Section section = measure(7, "flip 3");

        assertThat(done).contains("flip 2", "flip off", "flip 6").doesNotContain("flip 4");
        assertThat(section.failures())
                .containsExactly("flip 1000/1500/375, run 3: the address is nowhere");
        assertThat(text(section))
                .contains("| crash | flip 1000/1500/375 | 4 |")
                .endsWith("- flip 1000/1500/375, run 3: the address is nowhere\n");
        assertThat(progress.toString(StandardCharsets.UTF_8))
                .contains(
                        "FAILED crash 3/7 flip 1000/1500/375: the address is nowhere\nmore of it");
    }

    @Test
    void whereAllFailThereIsNoSection() {
        Section section = measure(1, "flip on", "keepalived 1");

        assertThat(section.isEmpty()).isTrue();
        assertThat(section.failures()).hasSize(2);
    }

    private Section measure(int runs, String... failing) {
        return Turns.measure(
                new CrashPart(runs),
                List.of(FLIP, KEEPALIVED),
                entrant -> new FakeStand(entrant, List.of(failing)),
                new PrintStream(progress, true, StandardCharsets.UTF_8));
    }

    private static String text(Section section) {
        return section.markdown(LocalDate.of(2026, 12, 24), 2);
    }

    /** Flip takes as many milliseconds as the number of the run, keepalived twice as many. */
    private final class FakeStand implements Stand {
        private final Entrant entrant;
        private final List<String> failing;

        FakeStand(Entrant entrant, List<String> failing) {
            this.entrant = entrant;
            this.failing = failing;
            happens("on");
        }

        private void happens(String what) {
            String happening = entrant.program() + " " + what;
            if (failing.contains(happening)) {
                throw new IllegalStateException("the address is nowhere\nmore of it");
            }
            done.add(happening);
        }

        @Override
        public List<Figures> run(int number) {
            happens(Integer.toString(number));
            double millis = entrant.equals(FLIP) ? number : 2 * number;
            return List.of(new Figures("crash", entrant.name(), "ms", List.of(millis)));
        }

        @Override
        public void close() {
            happens("off");
        }
    }
}
