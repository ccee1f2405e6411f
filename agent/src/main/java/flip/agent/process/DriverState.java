package flip.agent.process;

import java.time.Duration;

/**
 * One driver, as its operator sees it.
 *
 * @param phase gone, starting, greeted, ready or ending
 * @param since how long ago its present process said hello, or its last one ended; zero before
 * @param process its number; 0 without one
 * @param words what it says that it can do, as in its hello
 * @param will whether it has said that it has the last will
 * @param trouble why it is not ready, or was ended; empty when it is
 */
public record DriverState(
        String phase, Duration since, long process, String words, boolean will, String trouble) {
    /** It has said hello, and told its clock. */
    public static final String READY = "ready";
}
