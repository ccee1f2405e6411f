package flip.agent.cli;

/** Lengths of time for people. */
final class Span {
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Span() {}

    /** Two units at the most: 850 ms, 4.2 s, 3m 12s, 5h 1m, 12d 3h. */
    static String text(long millis) {
        if (millis < SECOND) {
            return Math.max(0, millis) + " ms";
        }
        if (millis < MINUTE) {
            return millis / SECOND + "." + millis % SECOND / 100 + " s";
        }
        if (millis < HOUR) {
            return millis / MINUTE + "m " + millis % MINUTE / SECOND + "s";
        }
        if (millis < DAY) {
            return millis / HOUR + "h " + millis % HOUR / MINUTE + "m";
        }
        return millis / DAY + "d " + millis % DAY / HOUR + "h";
    }
}
