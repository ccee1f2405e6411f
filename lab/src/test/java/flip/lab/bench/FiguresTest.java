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
        table.add(figures("flip 100/150/50", 150.0));
        table.add(figures("keepalived advert_int 1", 3000.0));
        table.add(figures("keepalived advert_int 0.1", 300.0));

        assertThat(table.markdown().lines())
                .anyMatch(row -> row.contains("flip 1000/1500/375") && row.endsWith("| 0.50 |"))
                .anyMatch(row -> row.contains("flip 100/150/50") && row.endsWith("| 0.50 |"))
                .anyMatch(row -> row.contains("keepalived advert_int 1") && row.endsWith("|  |"));
    }

    private static Figures figures(String contender, Double... values) {
        return new Figures("crash", contender, "ms", List.of(values));
    }
}
