package flip.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellsTest {
    private final List<Cell> cells = Cells.all(Scale.WHOLE);

    @Test
    void noTwoCellsHaveOneName() {
        assertThat(cells).extracting(Cell::name).doesNotHaveDuplicates();
        assertThat(Cells.all(Scale.QUICK))
                .extracting(Cell::name)
                .containsExactlyElementsOf(cells.stream().map(Cell::name).toList());
    }

    @Test
    void eachIsRunFiveTimesAndThoseWithLimitsOfTheirOwnTwenty() {
        assertThat(cells).allMatch(cell -> cell.runs() >= 5);
        assertThat(cells.stream().filter(cell -> cell.runs() == 20).map(Cell::name))
                .contains("crash", "agent killed", "isolated", "isolated from the servers");
    }

    @Test
    void underStopWithTheDriverNothingIsAllowedButWhatIsFenced() {
        assertThat(cells)
                .filteredOn(cell -> cell.setups().contains(Setup.STOP_DRIVER))
                .extracting(cell -> cell.allowed().apply(Setup.STOP_DRIVER))
                .containsOnly(Allowed.NOTHING, Allowed.FENCED);
    }

    @Test
    void whatAnotherCellCouldSpoilAndWhatCouldSpoilOthersIsMeasuredAlone() {
        assertThat(cells)
                .filteredOn(Cell::alone)
                .extracting(Cell::name)
                .contains("crash", "agent killed", "filtered", "restart under load")
                .contains("20 % loss, shortest timings", "link cut both ways, 5 servers")
                .doesNotContain("20 % loss", "total partition", "link cut one way, 3 servers");
    }

    @Test
    void everyLinkOfAClusterHasItsTurn() {
        assertThat(variants("link cut one way, 3 servers")).isEqualTo(6);
        assertThat(variants("link cut both ways, 4 servers")).isEqualTo(6);
        assertThat(variants("link cut one way, 5 servers")).isEqualTo(20);
    }

    @Test
    void theEstimateGrowsWithRunsAndSetups() {
        Cell cell = cells.get(0);
        Duration one = cell.estimate(EnumSet.of(Setup.STOP_DRIVER), 5);

        assertThat(cell.estimate(EnumSet.of(Setup.STOP_DRIVER), 10)).isEqualTo(one.multipliedBy(2));
        assertThat(cell.estimate(EnumSet.of(Setup.STOP_DRIVER, Setup.KEEPALIVED), 5))
                .isEqualTo(one.multipliedBy(2));
        assertThat(cell.estimate(EnumSet.noneOf(Setup.class), 5)).isZero();
    }

    private int variants(String name) {
        return cells.stream()
                .filter(cell -> cell.name().equals(name))
                .findFirst()
                .orElseThrow()
                .variants();
    }
}
