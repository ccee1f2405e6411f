package flip.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void theMedianIsInTheMiddleOrBetweenTheTwoThatAre() {
        assertThat(figures("a", 3.0, 1.0, 2.0).median()).isEqualTo(2.0);
        assertThat(figures("a", 4.0, 1.0, 2.0, 3.0).median()).isEqualTo(2.5);
        assertThat(figures("a", 3.0, 1.0, 2.0).lowest()).isEqualTo(1.0);
        assertThat(figures("a", 3.0, 1.0, 2.0).highest()).isEqualTo(3.0);
    }

    @Test
    void nothingMeasuredIsNoFigure() {
        assertThatThrownBy(() -> figures("a")).hasMessageContaining("has no value");
    }

    @Test
    void likeIsComparedWithLike() {
        FiguresTable table = new FiguresTable();
        table.add(figures("flip 1000/1500/375", 1500.0));
        table.add(figures("flip 100/150/50, two busy loops", 150.0, 90.0, 20.0));
        table.add(figures("keepalived advert_int 1", 3000.0));
        table.add(figures("keepalived advert_int 0.1, two busy loops", 360.0, 600.0, 100.0));

        assertThat(table.markdown().lines())
                .anyMatch(row -> row.contains("flip 1000") && row.endsWith("| 0.50 | 0.50 |"))
                .anyMatch(row -> row.contains("flip 100/") && row.endsWith("| 0.25 | 0.25 |"))
                .anyMatch(row -> row.contains("advert_int 1 ") && row.endsWith("|  |  |"));
    }

    @Test
    void nothingIsDividedByNothing() {
        FiguresTable table = new FiguresTable();
        table.add(figures("flip 1000/1500/375", 1.0));
        table.add(figures("keepalived advert_int 1", 0.0, 0.0, 2.0));

        assertThat(table.markdown().lines())
                .anyMatch(row -> row.contains("flip 1000") && row.endsWith("| ms |  | 0.50 |"));
    }

    @Test
    void laterFiguresOfOneContenderJoinTheEarlier() {
        FiguresTable table = new FiguresTable();
        table.add(figures("flip 1000/1500/375", 1.0));
        table.add(figures("keepalived advert_int 1", 7.0));
        table.add(figures("flip 1000/1500/375", 3.0, 8.0));

        assertThat(table.markdown().lines())
                .anyMatch(
                        row ->
                                row.startsWith(
                                        "| crash | flip 1000/1500/375 | 3 | 1.00 | 3.00 | 8.00 |"));
    }

    @Test
    void unlikeFiguresDoNotJoin() {
        assertThatThrownBy(() -> figures("a", 1.0).and(figures("b", 2.0)))
                .hasMessageContaining("is not like");
    }

    private static Figures figures(String contender, Double... values) {
        return new Figures("crash", contender, "ms", List.of(values));
    }
}
