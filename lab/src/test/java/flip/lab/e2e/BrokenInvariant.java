package flip.lab.e2e;

/**
 * What no input brings about: a node that finds an invariant broken. {@link Breaker} loads this
 * class into the agent's process, which knows no other of ours.
 */
public final class BrokenInvariant {
    static final String CAUSE = "I1: two views of one epoch are chosen, in a test";
    private static final String NODE_THREAD = "flip-node";

    private BrokenInvariant() {}

    /** Says in the process of the agent, as the node's thread would, that it is broken. */
    public static void agentmain(String arguments) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(NODE_THREAD)) {
                new Thread(() -> breaks(thread), "flip-test").start();
                return;
            }
        }
        throw new IllegalStateException("there is no thread " + NODE_THREAD);
    }

    private static void breaks(Thread thread) {
        thread.getUncaughtExceptionHandler().uncaughtException(thread, new AssertionError(CAUSE));
    }
}
