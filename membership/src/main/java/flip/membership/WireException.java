package flip.membership;

/**
 * Bytes that are no message of ours: one sentence with what is wrong, at which byte, and what would
 * be right. Checked, so that no border forgets it.
 */
public final class WireException extends Exception {
    private static final long serialVersionUID = 1L;

    WireException(String sentence) {
        super(sentence);
    }
}
