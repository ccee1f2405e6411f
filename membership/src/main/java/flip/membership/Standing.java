package flip.membership;

/**
 * What a view says of one server.
 *
 * @param identity whose it is: a random number that a server makes with its promise file; 0 while
 *     none has been let in yet
 * @param state up, down, or out (left gracefully, or not yet in)
 * @param incarnation the one that is up; for down and out the last one that ended
 * @param voter whether it votes in the view's generation
 */
public record Standing(long identity, State state, long incarnation, boolean voter) {
    /** The three things a quorum can have agreed about a server. */
    public enum State {
        UP,
        DOWN,
        OUT
    }

    /** Whether this very life of the server is up. */
    public boolean isUp(long identity, long incarnation) {
        return state == State.UP && this.identity == identity && this.incarnation == incarnation;
    }

    /** Whether this life of the server is over, or was another disk's, by a later view. */
    public boolean isOver(long identity, long incarnation) {
        return this.identity != identity || showsOver(identity, incarnation);
    }

    /**
     * Whether this very standing shows that life to be over. One of another disk shows nothing: the
     * life may be a later one, of which this view has never heard.
     */
    public boolean showsOver(long identity, long incarnation) {
        return this.identity == identity
                && (this.incarnation > incarnation
                        || (this.incarnation == incarnation && state != State.UP));
    }
}
