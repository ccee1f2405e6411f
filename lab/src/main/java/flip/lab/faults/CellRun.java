package flip.lab.faults;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One run of a cell: from calm through a fault to calm.
 *
 * @param phase how long after calm the fault began
 * @param evidence what was seen, when the run by itself breaks a requirement
 */
record CellRun(Duration phase, Measured measured, Optional<String> evidence) {
    /** Leaves the testbed as it was. Throws, with what was seen, when that is not to be had. */
    static CellRun of(
            Testbed testbed, Cell cell, Setup setup, int number, SplittableRandom random) {
        Injection fault = cell.fault().apply(number);
        Duration phase = testbed.passPhase(random);
        long began = System.nanoTime();
        try {
            fault.begin().accept(testbed);
            fault.last().accept(testbed);
            long ended = System.nanoTime();
            fault.end().accept(testbed);
            testbed.awaitHome();
            long calm = System.nanoTime();
            Measured measured = Measured.of(testbed, cell.noticed(), began, ended, calm);
            boolean broken = cell.requirements(setup).stream().anyMatch(measured::breaks);
            return new CellRun(
                    phase, measured, broken ? Optional.of(testbed.tell(began)) : Optional.empty());
        } catch (RuntimeException e) {
            throw new IllegalStateException(e.getMessage() + "\n" + testbed.tell(began), e);
        }
    }
}
