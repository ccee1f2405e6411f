package flip.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import flip.lab.e2e.NeedsNamespaces;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One run of those cells of the matrix that no other test does. How long anything takes is not
 * asked here, where the machine may be busy: that nothing is on two servers, and that all is as it
 * was in the end, holds on any.
 */
@NeedsNamespaces
class FaultMatrixTest {
    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "agent and driver killed, STOP_DRIVER",
        "agent and driver stopped, STOP_DRIVER",
        "server paused for 5000 ms, STOP_DRIVER",
        "clock stepped forwards, STOP_DRIVER",
        "clock stepped backwards, STOP_SCRIPTS",
        "disk stalled, STOP_DRIVER",
        "'link cut one way, 4 servers', STOP_DRIVER",
    })
    void nothingIsOnTwoServersAndAllIsAsItWasInTheEnd(String name, Setup setup) {
        Cell cell =
                Cells.all(Scale.QUICK).stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        assertThat(cell.preparation().whyNot()).isEmpty();

        try (Testbed testbed = Testbed.open(cell, setup)) {
            Measured measured =
                    CellRun.of(testbed, cell, setup, 1, new SplittableRandom(1)).measured();

            if (cell.allowed().apply(setup) == Allowed.NOTHING) {
                assertThat(measured.values().get(Measure.PLUMBED)).isZero();
            }
            assertThat(measured.values().get(Measure.ANSWERING)).isZero();
        }
    }
}
