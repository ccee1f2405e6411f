package flip.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CellSectionTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 21);

    @Test
    void whatIsAskedForIsNoViolation() {
        CellSection section = new CellSection(cell(Allowed.NOTHING));

        section.add(Setup.STOP_DRIVER, measured(0, 0));

        assertThat(section.violations()).isEmpty();
        assertThat(section.markdown(DAY, 2, 1))
                .contains(
                        "It is done.\n\n", "2 servers and an arbiter, 2 addresses; 1000/1500/375.")
                .contains("| flip stop, driver | 1 |")
                .endsWith("No violation.\n");
    }

    @Test
    void cellsBesideItAreTold() {
        CellSection section = new CellSection(cell(Allowed.NOTHING));

        section.add(Setup.STOP_DRIVER, measured(0, 0));

        assertThat(section.markdown(DAY, 2, 1)).contains("2 cores.");
        assertThat(section.markdown(DAY, 2, 3)).contains("2 cores, 3 cells at a time.");
    }

    @Test
    void anyTimeOnTwoServersIsAViolationWhereNoneIsAllowed() {
        CellSection section = new CellSection(cell(Allowed.NOTHING));

        section.add(Setup.STOP_DRIVER, measured(0, 0));
        section.add(Setup.STOP_DRIVER, measured(0.5, 0));

        assertThat(section.violations())
                .containsExactly("flip stop, driver: \"on two, plumbed\" is 0.5, more than 0 ms");
        assertThat(section.markdown(DAY, 2, 1))
                .contains("Violations:\n\n- flip stop, driver: \"on two, plumbed\"");
    }

    @Test
    void whatIsAllowedIsExplained() {
        CellSection section = new CellSection(cell(Allowed.FENCED));

        section.add(Setup.STOP_DRIVER, measured(100, 0));

        assertThat(section.violations()).isEmpty();
        assertThat(section.markdown(DAY, 2, 1)).contains(Allowed.FENCED.why());
    }

    @Test
    void underAFenceASecondServerThatAnswersIsAViolation() {
        CellSection section = new CellSection(cell(Allowed.FENCED));

        section.add(Setup.STOP_DRIVER, measured(100, 5));

        assertThat(section.violations())
                .containsExactly("flip stop, driver: \"on two, answering\" is 5, more than 0 ms");
    }

    @Test
    void nothingIsAskedOfKeepalived() {
        CellSection section = new CellSection(cell(Allowed.NOTHING));

        section.add(Setup.KEEPALIVED, measured(100, 100));

        assertThat(section.violations()).isEmpty();
        assertThat(section.markdown(DAY, 2, 1)).contains("keepalived with `advert_int 1`");
    }

    @Test
    void aRunThatFailedIsAViolation() {
        CellSection section = new CellSection(cell(Allowed.NOTHING));

        section.failed(Setup.STOP_DRIVER, 3, "not within 60 s: all servers are up");

        assertThat(section.isEmpty()).isTrue();
        assertThat(section.violations())
                .containsExactly("flip stop, driver, run 3: not within 60 s: all servers are up");
    }

    @Test
    void whereMovesAreComparedFlipMayMakeFewerThanATenthOfTheOthers() {
        Cell cell =
                Cell.named("loss", "Packets get lost.")
                        .besideKeepalived()
                        .moreStableThanOthers()
                        .fault(Injection.ofNoConsequence(testbed -> {}, testbed -> {}));

        assertThat(moving(cell, 0, 0).violations()).isEmpty();
        assertThat(moving(cell, 1, 11).violations()).isEmpty();
        assertThat(moving(cell, 1, 10).violations())
                .containsExactly("flip stop, driver: not fewer than a tenth of keepalived's moves");
    }

    private static CellSection moving(Cell cell, double flip, double keepalived) {
        CellSection section = new CellSection(cell);
        section.add(Setup.STOP_DRIVER, new Measured(moves(flip)));
        section.add(Setup.KEEPALIVED, new Measured(moves(keepalived)));
        return section;
    }

    private static Map<Measure, Double> moves(double moves) {
        Map<Measure, Double> values = new EnumMap<>(measured(0, 0).values());
        values.put(Measure.MOVES, moves);
        return values;
    }

    private static Cell cell(Allowed allowed) {
        return Cell.named("it", "It is done.")
                .allowing(setup -> allowed)
                .fault(Injection.ofNoConsequence(testbed -> {}, testbed -> {}));
    }

    private static Measured measured(double plumbed, double answering) {
        return new Measured(
                new EnumMap<>(
                        Map.of(
                                Measure.OUTAGE,
                                10.0,
                                Measure.PLUMBED,
                                plumbed,
                                Measure.ANSWERING,
                                answering,
                                Measure.SETTLED,
                                20.0)));
    }
}
