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
        boolean cheap = false;
        // What it takes to load classes, and to instrument them, is taken once for each of them.
        for (int attempt = 0; attempt < ATTEMPTS && !cheap; attempt++) {
            cheap = isCheap(input, bytesEach, what);
        }
        if (!cheap) {
            throw new AssertionError(input.length + " bytes took too much time or memory");
        }
    }

    /** Makes words of it, as a log does. */
    public static void tell(Object something) {
        if (something.toString().isEmpty()) {
            throw new AssertionError("nothing to say of a " + something.getClass());
        }
    }

    private static boolean isCheap(byte[] input, int bytesEach, Runnable what) {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();

        what.run();

        return THREADS.getCurrentThreadCpuTime() - cpu <= LONGEST.toNanos()
                && THREADS.getCurrentThreadAllocatedBytes() - allocated
                        <= FREE_BYTES + (long) bytesEach * input.length;
    }
}
