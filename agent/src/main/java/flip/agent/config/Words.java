package flip.agent.config;

import com.google.common.base.Joiner;
import java.util.Collection;

/** Parts of the sentences that problems are told in. */
final class Words {
    private static final int LONGEST = 40;

    private Words() {}

    /** What somebody wrote, short enough for a sentence. */
    static String shown(Json value) {
        return value instanceof Json.Text text ? quoted(text.value()) : value.kind();
    }

    static String quoted(String text) {
        return "\"" + (text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text) + "\"";
    }

    /** With what ends a line, or moves on a terminal, written as in JSON. */
    static String onOneLine(String text) {
        StringBuilder shown = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char each = text.charAt(at);
            if (each == '\n') {
                shown.append("\\n");
            } else if (Character.isISOControl(each) || each == '\u2028' || each == '\u2029') {
                shown.append("\\u%04x".formatted((int) each));
            } else {
                shown.append(each);
            }
        }
        return shown.toString();
    }

    /** As in: a, b and c. */
    static String list(Collection<String> words) {
        return list(words, " and ");
    }

    /** As in: a, b or c. */
    static String choice(Collection<String> words) {
        return list(words, " or ");
    }

    private static String list(Collection<String> words, String last) {
        String all = Joiner.on(", ").join(words);
        int at = all.lastIndexOf(", ");
        return at < 0 ? all : all.substring(0, at) + last + all.substring(at + 2);
    }

    static String didYouMean(String written, Collection<String> known) {
        return CloseMatch.of(written, known)
                .map(word -> "Did you mean \"" + word + "\"?")
                .orElse("");
    }
}
