package flip.agent.config;

import java.util.Arrays;
import java.util.BitSet;

/** The text of a configuration, and where its lines begin. */
final class Source {
    /** A tab is shown as so many blanks. */
    private static final String TAB = "    ";

    private static final int LONGEST_EXCERPT = 120;

    private final String name;
    private final String text;
    private final int[] lineStarts;
    private final BitSet hidden;

    Source(String name, String text) {
        this.name = name;
        this.text = text;
        this.lineStarts = lineStarts(text);
        this.hidden = Secrets.in(text);
    }

    String name() {
        return name;
    }

    String text() {
        return text;
    }

    int offset(int line, int column) {
        return Math.min(lineStarts[line - 1] + column - 1, text.length());
    }

    Place place(int offset, String path) {
        int found = Arrays.binarySearch(lineStarts, offset);
        int line = found >= 0 ? found : -found - 2;
        return new Place(line + 1, offset - lineStarts[line] + 1, path);
    }

    Problem problem(Problem.Severity severity, Place place, String what, String remedy) {
        if (place.line() == 0) {
            return new Problem(severity, name, place, "", -1, what, remedy);
        }
        int start = lineStarts[place.line() - 1];
        int at = start + place.column() - 1;
        int end = place.line() < lineStarts.length ? lineStarts[place.line()] : text.length();
        // A file may be one long line: then what is around the place is shown.
        int from =
                end - start <= LONGEST_EXCERPT ? start : Math.max(start, at - LONGEST_EXCERPT / 2);
        int to = Math.min(end, from + LONGEST_EXCERPT);
        return new Problem(
                severity,
                name,
                place,
                shown(from, to).stripTrailing(),
                shown(from, at).length(),
                what,
                remedy);
    }

    private String shown(int from, int to) {
        StringBuilder shown = new StringBuilder();
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if (hidden.get(at)) {
                shown.append('*');
            } else if (c == '\t') {
                shown.append(TAB);
            } else {
                shown.append(Character.isISOControl(c) ? ' ' : c);
            }
        }
        return shown.toString();
    }

    private static int[] lineStarts(String text) {
        int[] starts = new int[16];
        int count = 1;
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '\n') {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, count * 2);
                }
                starts[count++] = at + 1;
            }
        }
        return Arrays.copyOf(starts, count);
    }
}
