package flip.agent.config;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which characters of a text are not to be shown: values of keys, rightly spelled or not, in JSON
 * or in what somebody took for JSON. What is wrong with a file goes into logs and into questions to
 * others.
 */
final class Secrets {
    private static final Pattern SECRET =
            Pattern.compile(
                    "(?i)(?:key|kye|kee|secret|passw)(?!_file)[\\w-]{0,20}[\"']?\\s{0,100}:\\s{0,100}");

    private Secrets() {}

    static BitSet in(String text) {
        BitSet hidden = new BitSet();
        Matcher matcher = SECRET.matcher(text);
        while (matcher.find()) {
            int start = matcher.end();
            if (start < text.length() && text.charAt(start) == '[') {
                hideAll(text, start, hidden);
            } else {
                hideOne(text, start, hidden);
            }
        }
        return hidden;
    }

    /** The texts of a list. */
    private static void hideAll(String text, int start, BitSet hidden) {
        int at = start;
        while (at < text.length() && text.charAt(at) != ']') {
            at = hideOne(text, at, hidden) + 1;
        }
    }

    /** The text that begins there, if one does; returns where it ends. */
    private static int hideOne(String text, int start, BitSet hidden) {
        if (start >= text.length() || (text.charAt(start) != '"' && text.charAt(start) != '\'')) {
            return start;
        }
        int end = endOfText(text, start);
        hidden.set(start + 1, Math.max(start + 1, end));
        return end;
    }

    private static int endOfText(String text, int start) {
        char quote = text.charAt(start);
        for (int at = start + 1; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == quote || c == '\n') {
                return at;
            }
        }
        return text.length();
    }
}
