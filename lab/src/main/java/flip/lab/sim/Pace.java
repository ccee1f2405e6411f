package flip.lab.sim;

import flip.lab.check.Violation;
import flip.membership.ServerId;
import flip.systems.Event;

/** How often a node steps: one that does without end has a storm to answer for. */
final class Pace {
    /** Without time passing. */
    private static final int MOST_AT_ONCE = 5_000;

    /** Within a second; nobody has so much to say. */
    private static final int MOST_IN_WINDOW = 20_000;

    private static final long WINDOW_NANOS = 1_000_000_000;

    private long lastNanos;
    private int atOnce;
    private long window;
    private int inWindow;
    private long steps;

    /** Another step. */
    void step(long nowNanos, ServerId server, Event event) {
        atOnce = nowNanos == lastNanos ? atOnce + 1 : 0;
        lastNanos = nowNanos;
        inWindow = nowNanos / WINDOW_NANOS == window ? inWindow + 1 : 0;
        window = nowNanos / WINDOW_NANOS;
        steps++;
        if (atOnce > MOST_AT_ONCE || inWindow > MOST_IN_WINDOW) {
            throw new Violation("core", server + " never rests: " + event);
        }
    }

    long steps() {
        return steps;
    }
}
