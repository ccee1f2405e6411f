package flip.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import flip.lab.sim.Report;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakTest {
    @TempDir private Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Report> violated = new ArrayList<>();

    private List<Report> soak(String more) throws InterruptedException {
        String line = "--hours 1 --servers 3 --chaos 60 --folder " + folder + more;
        PrintStream printer = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new Soak(printer, Wishes.read(line.split(" ")), violated::add)
                .run(Duration.ofMillis(1));
    }

    @Test
    void whatHoldsIsCounted() throws InterruptedException {
        List<Report> reports = soak("");

        assertThat(violated).isEmpty();
        assertThat(folder).isEmptyDirectory();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith(reports.size() + " seeds")
                .contains("0 violations");
    }

    @Test
    void whatIsViolatedIsMadeSmallAndWrittenDown() throws Exception {
        soak(" --off RELEASED_BEFORE_ALIVE");

        assertThat(violated).isNotEmpty();
        Path trace = folder.resolve("seed-" + violated.get(0).seed() + ".txt");
        assertThat(Files.readAllLines(trace).get(0)).startsWith("needs only: [");
        assertThat(Files.readString(trace))
                .contains(violated.get(0).violation().orElseThrow().invariant());
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("in words: " + trace);
    }
}
