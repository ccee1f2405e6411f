package flip.agent.process;

import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a process of one driver has to say hello. Who waits for a former one says so again and
 * again, and is waited for as long as it does. Guarded by the driver.
 */
final class DriverPatience {
    /** It is told of the first time, and then once in so many. */
    private static final int TIMES = 6;

    private static final Logger log = LoggerFactory.getLogger("flip.drivers");

    private final String driver;
    private final Duration limit;
    private final DriverTimer timer;
    private Path lock = Path.of("");

    /** Whether it has said that it waits since it was looked for last. */
    private boolean waits;

    private int waited;

    DriverPatience(String driver, Duration limit, DriverTimer timer) {
        this.driver = driver;
        this.limit = limit;
        this.timer = timer;
    }

    /** A process has begun, which locks that file; it is looked for its hello when it is time. */
    void begins(Path locked, Runnable look) {
        lock = locked;
        waits = false;
        waited = 0;
        timer.later(look, limit.toMillis());
    }

    /** A former one still has the lock. Returns what to tell of that. */
    String waitsFor(long former) {
        waits = true;
        return "driver %s waits for its former process %d, which has the lock %s: kill -9 it if it hangs"
                .formatted(driver, former, lock);
    }

    /** Whether it is looked for later again, because it has said that it waits. */
    boolean goesOn(String trouble, Runnable look) {
        if (!waits) {
            return false;
        }
        if (waited++ % TIMES == 0) {
            log.warn("{}", trouble);
        }
        waits = false;
        timer.later(look, limit.toMillis());
        return true;
    }

    /** What to tell of one that is waited for no longer. */
    String over() {
        return (waited == 0
                        ? "driver %s has not said hello within %d ms: see whether it is one"
                        : "driver %s waited for its former process, and has said nothing for %d ms")
                .formatted(driver, limit.toMillis());
    }
}
