package flip.agent.dump;

/** A dump that cannot be read, in one line. */
public final class DumpRefused extends Exception {
    private static final long serialVersionUID = 1L;

    DumpRefused(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    DumpRefused(String sentence) {
        super(sentence);
    }
}
