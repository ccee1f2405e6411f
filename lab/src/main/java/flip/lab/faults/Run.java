package flip.lab.faults;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One run of a cell: from calm through a fault to calm.
 *
 * @param phase how long after calm the fault began
 * @param evidence what was seen, when the run by itself breaks a claim
 */
record Run(Duration phase, Measured measured, Optional<String> evidence) {
    /** Leaves the stage as it was. Throws, with what was seen, when that is not to be had. */
    static Run of(Stage stage, Cell cell, Setup setup, int number, SplittableRandom random) {
        Fault fault = cell.fault().apply(number);
        Duration phase = stage.passPhase(random);
        long began = System.nanoTime();
        try {
            fault.begin().accept(stage);
            fault.last().accept(stage);
            long ended = System.nanoTime();
            fault.end().accept(stage);
            stage.awaitHome();
            long calm = System.nanoTime();
            Measured measured = Measured.of(stage, cell.noticed(), began, ended, calm);
            boolean broken = cell.claims(setup).stream().anyMatch(measured::breaks);
            return new Run(
                    phase, measured, broken ? Optional.of(stage.tell(began)) : Optional.empty());
        } catch (RuntimeException e) {
            throw new IllegalStateException(e.getMessage() + "\n" + stage.tell(began), e);
        }
    }
}
