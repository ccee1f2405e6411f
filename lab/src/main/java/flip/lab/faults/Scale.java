package flip.lab.faults;

import flip.lab.e2e.Timings;
import java.time.Duration;

/**
 * How thoroughly the matrix is measured.
 *
 * @param timings those that are documented, or short ones
 * @param lossLength for how long packets are lost in one run
 * @param noticed within which each program that is measured has seen that another server is gone;
 *     what has no end by itself lasts by this, so that it is the same for all of them
 */
record Scale(Timings timings, Duration lossLength, Duration noticed) {
    static final Scale WHOLE =
            new Scale(Timings.DOCUMENTED, Duration.ofMinutes(2), Duration.ofSeconds(4));

    /** For a look at every cell: nothing that it measures is worth the docs. */
    static final Scale QUICK =
            new Scale(Timings.SHORT, Duration.ofSeconds(20), Duration.ofMillis(500));

    /** L + g, in milliseconds. */
    double detectionMillis() {
        return timings.pingTimeout().plus(timings.guard()).toMillis();
    }
}
