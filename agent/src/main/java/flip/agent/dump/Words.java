package flip.agent.dump;

import com.google.common.base.Splitter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The words of a line, between blanks; a blank, or whatever else might disturb, is quoted. */
final class Words {
    private static final Splitter BLANKS = Splitter.on(' ');

    private final Iterator<String> words;

    Words(String line) {
        this.words = BLANKS.split(line).iterator();
    }

    /** As one word, with + for a blank, as in the query of a URL. */
    static String quoted(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The next one. */
    String next() throws BadLine {
        try {
            return words.next();
        } catch (NoSuchElementException e) {
            throw new BadLine("it ends too early", e);
        }
    }

    /** The next one, which {@link #quoted} made. */
    String nextQuoted() throws BadLine {
        String word = next();
        try {
            return URLDecoder.decode(word, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadLine(word + " is wrongly quoted", e);
        }
    }

    long nextNumber() throws BadLine {
        String word = next();
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw new BadLine(word + " is no number", e);
        }
    }

    /** To be asked last. */
    void end() throws BadLine {
        if (words.hasNext()) {
            throw new BadLine("there is more than there should be: " + words.next());
        }
    }

    /** A line that nobody wrote so; the sentence says why. */
    static final class BadLine extends Exception {
        private static final long serialVersionUID = 1L;

        BadLine(String sentence) {
            super(sentence);
        }

        BadLine(String sentence, Throwable cause) {
            super(sentence, cause);
        }
    }
}
