package flip.agent;

/** An agent that cannot start. The message is one line: what, where, what to do. */
final class StartRefused extends Exception {
    private static final long serialVersionUID = 1L;

    StartRefused(String line) {
        super(line);
    }
}
