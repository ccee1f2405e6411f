package flip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people read when a file is wrong, word for word: beside each bad file is its report. */
class ReportTest {
    static List<Path> bad() {
        return Fixtures.bad();
    }

    static List<Path> good() {
        return Fixtures.good();
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aBadFileIsReportedInTheWordsBesideIt(Path file) {
        String expected =
                Fixtures.text(
                        file.resolveSibling(
                                file.getFileName().toString().replace(".json", ".txt")));

        assertThat(Fixtures.read(file, false).report()).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aBadFileIsRefusedByTheStrict(Path file) {
        Reading reading = Fixtures.read(file, true);

        assertThat(reading).isInstanceOf(Reading.Refused.class);
        assertThat(reading.problems()).anyMatch(Problem::isError);
    }

    @ParameterizedTest
    @MethodSource("good")
    void aGoodFileIsAcceptedByTheStrictToo(Path file) {
        Reading reading = Fixtures.read(file, true);

        assertThat(reading).as(reading.report()).isInstanceOf(Reading.Accepted.class);
    }

    @Test
    void keysThatHaveNoEffectAreWarningsUnlessOneIsStrict() {
        Path file = Fixtures.resource("config/bad/unknown-keys.json");

        assertThat(Fixtures.read(file, false)).isInstanceOf(Reading.Accepted.class);
        assertThat(Fixtures.read(file, true)).isInstanceOf(Reading.Refused.class);
    }

    @Test
    void aProblemFitsOneLineOfALog() {
        Path file = Fixtures.resource("config/bad/guard-too-short.json");

        assertThat(Fixtures.read(file, false).problems())
                .extracting(Problem::line)
                .containsExactly(
                        "/etc/flip/guard-too-short.json:37:12: error: $.guard: guard must be at"
                                + " least a fiftieth of ping_timeout, since clocks drift, not"
                                + " 100 ms (Leave it out for a quarter of ping_timeout.)");
    }

    @Test
    void noReportShowsASecret() {
        String[] spellings = {
            "{\"key\": \"hunter2\", \"colour\": 1}",
            "{\"keys\": [\"abc\", \"hunter2\"], \"colour\": 1}",
            "{\"kye\": \"hunter2\"}",
            "{key: 'hunter2'}",
            "{\"key\": 'hunter2', }",
            "{\"key\": \"hunter2",
            "{\"Secret\" : \"\\\"hunter2\"}",
        };
        for (String spelling : spellings) {
            Reading reading = Fixtures.read(spelling, new OwnId.Anyone());

            assertThat(reading.report()).contains(" | ").doesNotContain("hunter2");
            assertThat(reading.toString()).doesNotContain("hunter2");
        }
    }

    @Test
    void settingsDoNotPrintTheKey() {
        String text = Fixtures.documented().replace("\"secret\"", "\"hunter2 and 2 more\"");

        assertThat(Fixtures.accepted(text, new OwnId.Anyone()).toString())
                .contains("1 key")
                .doesNotContain("hunter2");
    }
}
