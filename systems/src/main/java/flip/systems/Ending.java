package flip.systems;

import flip.membership.Promise;
import java.util.Optional;

/** How a node ends. */
public sealed interface Ending {
    /** It handed everything over and left. */
    record Left() implements Ending {}

    /**
     * Set the promise aside and begin again.
     *
     * @param reason for people
     * @param with what to remember then; empty for nothing
     */
    record StartAnew(String reason, Optional<Promise> with) implements Ending {}

    /** Another machine has this server's id. */
    record Halted(String reason) implements Ending {}
}
