package flip.lab.sim;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** One queue, virtual time, one seed. */
final class Simulation {
    private record Entry(long atNanos, long order, Runnable act) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Entry> queue = new PriorityQueue<>();
    private final Trace trace;
    private final long seed;
    private long nowNanos;
    private long orders;
    private long events;

    Simulation(long seed, Trace trace) {
        this.seed = seed;
        this.trace = trace;
    }

    /** Does it at that virtual time, after everything that was asked for earlier at that time. */
    void at(long atNanos, Runnable act) {
        queue.add(new Entry(Math.max(atNanos, nowNanos), orders++, act));
    }

    /** Does it after that time. */
    void after(long nanos, Runnable act) {
        at(nowNanos + nanos, act);
    }

    /** Runs until that virtual time. */
    void runUntil(long atNanos) {
        for (Entry next = queue.peek();
                next != null && next.atNanos() <= atNanos;
                next = queue.peek()) {
            queue.poll();
            nowNanos = next.atNanos();
            events++;
            next.act().run();
        }
        nowNanos = atNanos;
    }

    /** A stream of chance of its own, so that one use of chance does not shift another. */
    RandomGenerator random(String purpose) {
        long mixed = seed * 0x9E3779B97F4A7C15L + purpose.hashCode() * 0xD1B54A32D192ED03L;
        return new SplittableRandom(mixed ^ (mixed >>> 29));
    }

    long nowNanos() {
        return nowNanos;
    }

    long events() {
        return events;
    }

    long seed() {
        return seed;
    }

    Trace trace() {
        return trace;
    }
}
