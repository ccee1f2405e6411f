package flip.lab.sim;

import flip.membership.Moment;
import java.util.random.RandomGenerator;

/** The monotonic clock of one machine: its own origin, its own rate, and it may stand still. */
final class Clock {
    /** How much faster or slower than virtual time a clock runs at the most. */
    private static final double MOST_DRIFT = 0.004;

    private static final long FARTHEST_NANOS = 1_000_000_000_000_000L;

    private long sinceNanos;
    private long shownNanos;
    private double rate;
    private boolean still;

    Clock(long atNanos, RandomGenerator random) {
        boot(atNanos, random);
    }

    /** The machine starts: the clock begins somewhere else. */
    final void boot(long atNanos, RandomGenerator random) {
        sinceNanos = atNanos;
        shownNanos = random.nextLong(-FARTHEST_NANOS, FARTHEST_NANOS);
        rate = anyRate(random);
        still = false;
    }

    /** A rate that a clock may have. */
    static double anyRate(RandomGenerator random) {
        return 1 + MOST_DRIFT * (2 * random.nextDouble() - 1);
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
        return ahead > Long.MAX_VALUE / 4.0 ? Long.MAX_VALUE : sinceNanos + (long) Math.ceil(ahead);
    }

    private void advance(long atNanos) {
        shownNanos = at(atNanos).nanos();
        sinceNanos = atNanos;
    }
}
