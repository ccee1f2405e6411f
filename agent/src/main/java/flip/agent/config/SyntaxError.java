package flip.agent.config;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.util.regex.Pattern;

/** What is wrong with a text that is no JSON, in words that help whoever typed it. */
final class SyntaxError {
    private static final Pattern POSITION_AND_AFTER =
            Pattern.compile(" at line \\d+ column \\d+ path .*", Pattern.DOTALL);

    private SyntaxError() {}

    /**
     * Tells it.
     *
     * @param reached where the last token ended that was fine
     * @param path of what was being read
     */
    static void tell(
            Source source, Problems problems, int reached, String path, IOException failure) {
        String text = source.text();
        int at = skipBlanks(text, reached);
        char separator = at < text.length() ? text.charAt(at) : ' ';
        boolean separated = separator == ',' || separator == ':';
        int token = separated ? skipBlanks(text, at + 1) : at;
        if (token >= text.length()) {
            if (text.isBlank()) {
                problems.error(Place.WHOLE, "the file is empty", "Write one JSON object: { ... }.");
            } else {
                problems.error(
                        source.place(text.stripTrailing().length(), path),
                        "the text ends in the middle",
                        "Something that was opened with { or [ or \" is never closed.");
            }
            return;
        }
        char first = text.charAt(token);
        Place place = source.place(token, path);
        if (separated && (first == '}' || first == ']' || first == ',')) {
            problems.error(
                    source.place(at, path),
                    "there is nothing after this " + separator,
                    "Remove it, or write what is missing.");
        } else {
            boolean open = first == '"' && !isClosed(text, token + 1);
            problems.error(
                    place,
                    open ? "this text is never closed" : what(first, failure),
                    open ? "Put a double quote at its end." : remedy(first, separated));
        }
    }

    private static String what(char first, IOException failure) {
        if (first == '\'') {
            return "text in single quotes is JavaScript, not JSON";
        } else if (first == '/' || first == '#') {
            return "JSON has no comments";
        } else if (Character.isLetter(first) || first == '_') {
            return "this word is not JSON";
        }
        String own = String.valueOf(failure.getMessage());
        String sentence = POSITION_AND_AFTER.matcher(own).replaceFirst("");
        if (sentence.startsWith("Use JsonReader")) {
            return "this is not JSON";
        } else if (sentence.startsWith("Unescaped control characters")) {
            return "this text has a line break or a control character in it, or lacks its closing quote";
        } else if (sentence.startsWith("Unterminated object")
                || sentence.startsWith("Unterminated array")) {
            return "a comma is missing before this";
        } else if (sentence.startsWith("Expected ':'")) {
            return "a colon is missing before this";
        } else if (sentence.startsWith("Nesting limit")) {
            return "this is nested too deeply";
        }
        return Splitter.on('\n').splitToList(sentence).get(0);
    }

    /** Whether there is the quote that ends a text, however far away. */
    private static boolean isClosed(String text, int from) {
        for (int at = from; at < text.length(); at++) {
            if (text.charAt(at) == '"') {
                return true;
            }
            if (text.charAt(at) == '\\') {
                at++;
            }
        }
        return false;
    }

    private static String remedy(char first, boolean separated) {
        if (first == '\'') {
            return "Put it in double quotes.";
        } else if (first == '/' || first == '#') {
            return "Remove it.";
        } else if (Character.isLetter(first) || first == '_') {
            return "Text and keys stand in double quotes; without them there are only numbers,"
                    + " true, false and null.";
        } else if (Character.isDigit(first) || first == '-' || first == '.') {
            return "A number has no leading zero, no leading point and no plus sign.";
        } else if (first == ',' && !separated) {
            return "Remove the comma, or write what is missing before it.";
        }
        return "";
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}
