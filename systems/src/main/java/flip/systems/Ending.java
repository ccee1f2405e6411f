package flip.systems;

/** How a node ends. */
public sealed interface Ending {
    /** It handed everything over and left. */
    record Left() implements Ending {}

    /** Set the promise aside and begin again with none. */
    record StartAnew(String reason) implements Ending {}

    /** Another machine has this server's id. */
    record Halted(String reason) implements Ending {}
}
