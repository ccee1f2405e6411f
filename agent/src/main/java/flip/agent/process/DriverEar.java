package flip.agent.process;

import java.time.Duration;

/**
 * Hears the processes of one driver. What may be much to read, or to write to the log, is done
 * before anybody else is kept waiting.
 */
final class DriverEar implements DriverProcess.Listener {
    /** In a second. More says one that has lost its way. */
    private static final int MOST_STRANGE = 1000;

    private final ResidentDriver driver;
    private final DriverLog words;
    private final Frequency strange = new Frequency(Duration.ofSeconds(1));

    DriverEar(String name, ResidentDriver driver) {
        this.driver = driver;
        this.words = new DriverLog("driver " + name);
    }

    @Override
    public void said(DriverProcess from, String line) {
        if (!driver.hears(from, Said.of(line))) {
            words.strange(line);
            if (strange.happens(System.nanoTime()) > MOST_STRANGE) {
                driver.babbles(from, MOST_STRANGE);
            }
        }
    }

    @Override
    public void complained(String line) {
        words.complained(line);
    }

    @Override
    public void ended(DriverProcess which, int exitCode) {
        driver.ended(which, exitCode);
    }
}
