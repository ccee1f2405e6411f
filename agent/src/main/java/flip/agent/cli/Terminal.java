package flip.agent.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The terminal that the standard output is, when it is one. */
final class Terminal {
    /** To the upper left corner, and nothing below: what was there before can be scrolled to. */
    static final String CLEAR = "\u001b[H\u001b[J";

    /** What is no terminal has room for everything. */
    static final int UNBOUNDED = Integer.MAX_VALUE / 2;

    /** On less than that nothing can be read anyway. */
    private static final int FEWEST = 20;

    private static final Pattern PAINT = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)\\s*");

    private Terminal() {}

    /** How many columns it has now. */
    static int columns() {
        if (!Paint.isTerminal(1)) {
            return UNBOUNDED;
        }
        // Asked for each time, since people change the size of their windows.
        String of = "/proc/" + ProcessHandle.current().pid() + "/fd/1";
        Programs.Ended asked = Programs.run(List.of("sh", "-c", "stty size <" + of));
        Matcher size = SIZE.matcher(asked.output());
        int columns = asked.isOk() && size.matches() ? Integer.parseInt(size.group(1)) : 0;
        return columns == 0 ? UNBOUNDED : Math.max(FEWEST, columns);
    }

    /** How many columns a text takes, however it is painted. */
    static int width(String text) {
        String plain = PAINT.matcher(text).replaceAll("");
        return plain.codePointCount(0, plain.length());
    }

    /** The same text in lines that fit, broken between words; further lines are indented. */
    static String wrapped(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        int start = text.length() - text.stripLeading().length();
        String indent = " ".repeat(start + 2);
        StringBuilder all = new StringBuilder(text.substring(0, start));
        int used = start;
        boolean first = true;
        for (String word : text.substring(start).split(" ", -1)) {
            int width = width(word);
            if (!first && used + 1 + width > columns) {
                all.append('\n').append(indent);
                used = indent.length();
            } else if (!first) {
                all.append(' ');
                used++;
            }
            all.append(word);
            used += width;
            first = false;
        }
        return all.toString();
    }
}
