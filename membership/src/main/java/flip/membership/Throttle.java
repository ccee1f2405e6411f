package flip.membership;

import java.time.Duration;

/** Lets a thing happen at most once in a while. */
final class Throttle {
    private Moment last = Moment.NEVER;

    boolean passes(Moment now, Duration pause) {
        if (now.since(last).compareTo(pause) < 0) {
            return false;
        }
        last = now;
        return true;
    }
}
