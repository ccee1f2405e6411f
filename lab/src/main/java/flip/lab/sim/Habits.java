package flip.lab.sim;

/**
 * How scripts behave.
 *
 * @param aliveNanos an alive takes up to that long
 * @param downNanos a down takes up to that long
 * @param cancelNanos ending a script takes up to that long
 * @param failures the share that fails
 * @param hangs the share that hangs until its limit
 * @param slow the share that takes much of its limit
 */
record Habits(
        long aliveNanos,
        long downNanos,
        long cancelNanos,
        double failures,
        double hangs,
        double slow) {

    /** As they should be, and quick enough for that guard. */
    static Habits good(long guardNanos) {
        return new Habits(guardNanos / 4, guardNanos / 5, guardNanos / 10, 0, 0, 0);
    }

    /** A down that takes longer is late: the guard has to bear more than downs. */
    long latestDownNanos() {
        return 2 * downNanos;
    }

    Habits withFaults(double failures, double hangs, double slow) {
        return new Habits(aliveNanos, downNanos, cancelNanos, failures, hangs, slow);
    }
}
