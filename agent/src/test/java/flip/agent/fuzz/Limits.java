package flip.agent.fuzz;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Holds what is done with an input against what that may cost. */
public final class Limits {
    /** On a slow machine under a fuzzer's instrumentation, and for a small input, ample. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final int ATTEMPTS = 5;
    private static final long FREE_BYTES = 8L << 20;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Limits() {}

    /**
     * Does it, and refuses more than some seconds of processor time, and more memory than so many
     * bytes for each byte of the input.
     */
    public static void hold(byte[] input, int bytesEach, Runnable what) {
        long limitBytes = FREE_BYTES + (long) bytesEach * input.length;
        Cost cost = costOf(what);
        // What it takes to load classes, and to instrument them, is taken once for each of them.
        for (int again = 1; again < ATTEMPTS && !cost.isWithin(limitBytes); again++) {
            cost = costOf(what);
        }
        if (!cost.isWithin(limitBytes)) {
            throw new AssertionError(
                    "%d bytes took %s, which may be %d bytes in %s"
                            .formatted(input.length, cost, limitBytes, LONGEST));
        }
    }

    /** Makes words of it, as a log does. */
    public static void tell(Object something) {
        if (something.toString().isEmpty()) {
            throw new AssertionError("nothing to say of a " + something.getClass());
        }
    }

    private record Cost(Duration processor, long bytes) {
        private boolean isWithin(long limitBytes) {
            return processor.compareTo(LONGEST) <= 0 && bytes <= limitBytes;
        }
    }

    private static Cost costOf(Runnable what) {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();

        what.run();

        return new Cost(
                Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - cpu),
                THREADS.getCurrentThreadAllocatedBytes() - allocated);
    }
}
