package flip.membership;

import java.time.Duration;

/**
 * A voter's leave to hold data (Gray and Cheriton 1989, §2), counted by the holder from the sending
 * time of the ping that asked for it, so that clocks are never compared.
 *
 * @param generation of the voter
 * @param incarnation of the holder that it is for
 * @param length the grantor's L; zero when nothing is granted
 */
public record Grant(long generation, long incarnation, Duration length) {
    /** No leave. */
    public static final Grant NONE = new Grant(0, 0, Duration.ZERO);

    public boolean isGranted() {
        return !length.isZero();
    }
}
