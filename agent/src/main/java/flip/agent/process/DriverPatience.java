package flip.agent.process;

import java.nio.file.Path;
import java.time.Duration;

/** How long a process of one driver has to say hello. Guarded by the driver. */
final class DriverPatience {
    /** So much longer has one that waits for a former one. */
    private static final int TIMES = 6;

    private final String driver;
    private final Duration limit;
    private final DriverTimer timer;
    private Path lock = Path.of("");
    private boolean longer;

    DriverPatience(String driver, Duration limit, DriverTimer timer) {
        this.driver = driver;
        this.limit = limit;
        this.timer = timer;
    }

    /** A process has begun, which locks that file; it is looked for its hello when it is time. */
    void begins(Path locked, Runnable look) {
        lock = locked;
        longer = false;
        timer.later(look, limit.toMillis());
    }

    /** A former one still has the lock. Returns what to tell of that. */
    String waitsFor(long former) {
        longer = true;
        return "driver %s waits for its former process %d, which has the lock %s: kill -9 it if it hangs"
                .formatted(driver, former, lock);
    }

    /** Whether it is waited for although it is time. */
    boolean isLonger() {
        return longer;
    }

    void goesOn(Runnable look) {
        timer.later(look, limit.multipliedBy(TIMES).toMillis());
    }

    /** What to tell of one that is waited for no longer. */
    String over() {
        return "driver %s has not said hello within %d ms: see whether it is one"
                .formatted(driver, limit.toMillis());
    }
}
