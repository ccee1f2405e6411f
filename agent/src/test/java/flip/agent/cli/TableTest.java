package flip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import flip.agent.cli.Table.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read. */
class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestAndLinesHaveNoBlanksAtTheEnd() {
        Table table = new Table("NAME", "X", "NOTE");
        table.add(Cell.of("flip"), Cell.of("long one"), Cell.of(""));
        table.add(Cell.of("a"), Cell.of(""), Cell.of("here"));

        assertThat(table.lines(new Paint(false), Terminal.UNBOUNDED))
                .containsExactly("NAME  X         NOTE", "flip  long one", "a               here");
    }

    @Test
    void colourTakesNoRoom() {
        Paint paint = new Paint(true);
        Table table = new Table("A", "B");
        table.add(new Cell("x", paint::good), Cell.of("y"));

        assertThat(table.lines(paint, Terminal.UNBOUNDED).get(1))
                .isEqualTo("\u001b[32mx\u001b[0m  y");
    }

    @ParameterizedTest
    @CsvSource({
        "-5, 0 ms",
        "999, 999 ms",
        "1234, 1.2 s",
        "59999, 59.9 s",
        "61000, 1m 1s",
        "3661000, 1h 1m",
        "90000000, 1d 1h"
    })
    void timesHaveTwoUnitsAtMost(long millis, String text) {
        assertThat(Span.text(millis)).isEqualTo(text);
    }

    @Test
    void aTableThatDoesNotFitIsShownRowByRow() {
        Paint paint = new Paint(true);
        Table table = new Table("SERVER", "STATE", "NOTE");
        table.add(
                new Cell("flip1", paint::strong),
                new Cell("suspect", paint::warning),
                new Cell("suspected by flip, flip2, not reached for 9.1 s", paint::warning));
        table.add(Cell.of("flip2"), Cell.of("up"), Cell.of(""));

        List<String> plain =
                table.lines(paint, 40).stream()
                        .flatMap(String::lines)
                        .map(line -> line.replaceAll("\u001b\\[[0-9]*m", ""))
                        .toList();

        assertThat(plain)
                .containsExactly(
                        "flip1",
                        "  STATE   suspect",
                        "  NOTE    suspected by flip, flip2, not",
                        "    reached for 9.1 s",
                        "flip2",
                        "  STATE   up");
        assertThat(table.lines(paint, 80)).hasSize(3);
    }

    @Test
    void sentencesAreBrokenBetweenWords() {
        assertThat(Terminal.wrapped("  no quorum: 1 of 3 voters reached", 20))
                .isEqualTo("  no quorum: 1 of 3\n    voters reached");
        assertThat(Terminal.wrapped("short", 20)).isEqualTo("short");
        assertThat(Terminal.wrapped("a-word-that-is-too-long-to-fit and", 20))
                .isEqualTo("a-word-that-is-too-long-to-fit\n  and");
    }
}
