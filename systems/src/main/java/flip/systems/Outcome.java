package flip.systems;

import java.time.Duration;

/** How a script run ended: in every case no process of it that could be found is left. */
public sealed interface Outcome {
    /** How long it ran. */
    Duration took();

    /** Exit code 0. */
    record Succeeded(Duration took) implements Outcome {}

    /**
     * It did not do what it was to do.
     *
     * @param reason one line: exit code, time-out, not found
     */
    record Failed(Duration took, String reason) implements Outcome {}

    /**
     * An alive that came to nothing for want of a lease: none that it needs was left when it was to
     * begin. That is no failure of what it does.
     *
     * @param reason one line: who saw that the lease was over
     */
    record Unleased(Duration took, String reason) implements Outcome {}

    /** It was ended by {@link World#cancel}. */
    record Cancelled(Duration took) implements Outcome {}
}
