package flip.agent.config;

import java.util.Locale;

/**
 * One thing that is wrong with a configuration: where, what, and what would be right.
 *
 * @param severity whether the file can be used all the same
 * @param file its name
 * @param place where in it
 * @param excerpt the line of the file, or as much of it as fits one of a terminal
 * @param caret under which character of the excerpt the place is, from 0; -1 without an excerpt
 * @param what is wrong
 * @param remedy what would be right; empty when that is plain
 */
public record Problem(
        Severity severity,
        String file,
        Place place,
        String excerpt,
        int caret,
        String what,
        String remedy) {
    /** Whether a problem stops a configuration from being used. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** Whatever the file has in its keys and values. */
    public Problem {
        what = Words.onOneLine(what);
        remedy = Words.onOneLine(remedy);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** On one line, for a log. */
    public String line() {
        return at()
                + ": "
                + word()
                + ": "
                + place.path()
                + ": "
                + what
                + (remedy.isEmpty() ? "" : " (" + remedy + ")");
    }

    /** On some lines, with the line of the file, for a terminal. */
    public String report() {
        StringBuilder text = new StringBuilder(word()).append(": ").append(what).append('\n');
        text.append("  --> ").append(at()).append("  ").append(place.path()).append('\n');
        if (caret >= 0) {
            String number = String.valueOf(place.line());
            text.append(' ').append(number).append(" | ").append(excerpt).append('\n');
            text.append(" ".repeat(number.length() + 1))
                    .append(" | ")
                    .append(" ".repeat(caret))
                    .append("^\n");
        }
        if (!remedy.isEmpty()) {
            text.append("  ").append(remedy).append('\n');
        }
        return text.toString();
    }

    private String at() {
        return place.line() == 0 ? file : file + ":" + place.line() + ":" + place.column();
    }

    private String word() {
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
