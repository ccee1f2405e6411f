package flip.agent.process;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the log what a driver says to nobody in particular, and not more than a log can take.
 */
final class DriverLog {
    static final int MOST_LINES = 50;
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger("flip.drivers");

    private final String name;
    private final Frequency lines = new Frequency(PERIOD);

    /**
     * Nothing was said yet.
     *
     * @param name who says it
     */
    DriverLog(String name) {
        this.name = name;
    }

    /** On its standard error. */
    void complained(String line) {
        if (hasPlace()) {
            log.info("{} says: {}", name, OutputLines.printable(line));
        }
    }

    /** On its standard output. */
    void strange(String line) {
        if (hasPlace()) {
            log.warn("{} says what is not understood: {}", name, Said.shown(line));
        }
    }

    private boolean hasPlace() {
        int count = lines.happens(System.nanoTime());
        if (count == MOST_LINES + 1) {
            log.warn(
                    "{} says more than {} lines in {} s: the others are dropped",
                    name,
                    MOST_LINES,
                    PERIOD.toSeconds());
        }
        return count <= MOST_LINES;
    }
}
