package flip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import flip.agent.cli.Table.Cell;
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

        assertThat(table.lines(new Paint(false)))
                .containsExactly("NAME  X         NOTE", "flip  long one", "a               here");
    }

    @Test
    void colourTakesNoRoom() {
        Paint paint = new Paint(true);
        Table table = new Table("A", "B");
        table.add(new Cell("x", paint::good), Cell.of("y"));

        assertThat(table.lines(paint).get(1)).isEqualTo("\u001b[32mx\u001b[0m  y");
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
}
