package flip.agent.process;

import com.google.common.base.Ascii;
import java.time.Duration;
import java.util.Optional;

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
    private volatile Heard heard = new Heard("", Optional.empty());

    /** What it said that it can do, and when it did, or when it ended. */
    private record Heard(String abilities, Optional<Long> atNanos) {}

    DriverEar(String name, ResidentDriver driver) {
        this.driver = driver;
        this.words = new DriverLog("driver " + name);
    }

    /** The driver in that phase, with the last will or without. */
    DriverState state(DriverPhase phase, long process, boolean will, String trouble) {
        Heard last = heard;
        return new DriverState(
                Ascii.toLowerCase(phase.name()),
                last.atNanos()
                        .map(at -> Duration.ofNanos(System.nanoTime() - at))
                        .orElse(Duration.ZERO),
                process,
                last.abilities(),
                will,
                trouble);
    }

    @Override
    public void said(DriverProcess from, String line) {
        Said said = Said.of(line);
        if (!driver.hears(from, said)) {
            words.strange(line);
            if (strange.happens(System.nanoTime()) > MOST_STRANGE) {
                driver.babbles(from, MOST_STRANGE);
            }
        } else if (said instanceof Said.Hello hello) {
            heard = new Heard(Said.shown(hello.words()), Optional.of(System.nanoTime()));
        }
    }

    @Override
    public void complained(String line) {
        words.complained(line);
    }

    @Override
    public void ended(DriverProcess which, int exitCode) {
        heard = new Heard("", Optional.of(System.nanoTime()));
        driver.ended(which, exitCode);
    }
}
