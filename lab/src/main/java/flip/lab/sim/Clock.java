package flip.lab.sim;

import flip.membership.Moment;

/** The monotonic clock of one machine: its own origin, its own rate, and it may stand still. */
final class Clock {
    /** How much faster or slower than virtual time a clock runs at the most. */
    static final double MOST_DRIFT = 0.004;

    private long sinceNanos;
    private long shownNanos;
    private double rate;
    private boolean still;

    Clock(long atNanos, long showsNanos, double rate) {
        boot(atNanos, showsNanos, rate);
    }

    /** The machine starts: the clock begins somewhere else. */
    void boot(long atNanos, long showsNanos, double newRate) {
        sinceNanos = atNanos;
        shownNanos = showsNanos;
        rate = newRate;
        still = false;
    }

    /** From now on it runs at that rate. */
    void drift(long atNanos, double newRate) {
        advance(atNanos);
        rate = newRate;
    }

    /** It stands still: the machine is suspended. */
    void stop(long atNanos) {
        advance(atNanos);
        still = true;
    }

    /** It runs on from where it stood. */
    void resume(long atNanos) {
        advance(atNanos);
        still = false;
    }

    boolean isStill() {
        return still;
    }

    /** What it shows at that virtual time. */
    Moment at(long atNanos) {
        long passed = still ? 0 : Math.round((atNanos - sinceNanos) * rate);
        return new Moment(shownNanos + passed);
    }

    /** The virtual time at which it shows that, if it runs on. */
    long whenNanos(Moment shown) {
        double ahead = (shown.nanos() - shownNanos) / rate;
        return ahead > Long.MAX_VALUE / 4 ? Long.MAX_VALUE : sinceNanos + (long) Math.ceil(ahead);
    }

    private void advance(long atNanos) {
        shownNanos = at(atNanos).nanos();
        sinceNanos = atNanos;
    }
}
