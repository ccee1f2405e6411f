package flip.agent.config;

import java.util.regex.Pattern;

/**
 * Where something is in a file.
 *
 * @param line from 1; 0 for the file as a whole
 * @param column from 1
 * @param path of the value, as in {@code $.servers.flip1.port}
 */
public record Place(int line, int column, String path) implements Comparable<Place> {
    /** The file as a whole. */
    public static final Place WHOLE = new Place(0, 0, "$");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_$][\\w$]*");

    /** A path is for people, and every value has one: what is longer goes on with this. */
    private static final String MORE = "...";

    private static final int LONGEST_PATH = 240;
    private static final int LONGEST_KEY = 80;

    /** The path of a member of what is at that path. */
    static String member(String path, String key) {
        if (path.endsWith(MORE)) {
            return path;
        }
        String shown = key.length() > LONGEST_KEY ? key.substring(0, LONGEST_KEY) + MORE : key;
        return bounded(
                PLAIN.matcher(shown).matches()
                        ? path + "." + shown
                        : path
                                + "[\""
                                + Words.onOneLine(shown.replace("\\", "\\\\").replace("\"", "\\\""))
                                + "\"]");
    }

    /** The path of an item of the list at that path. */
    static String item(String path, int index) {
        return path.endsWith(MORE) ? path : bounded(path + "[" + index + "]");
    }

    private static String bounded(String path) {
        return path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) + MORE : path;
    }

    @Override
    public int compareTo(Place other) {
        int byLine = Integer.compare(line, other.line);
        return byLine != 0 ? byLine : Integer.compare(column, other.column);
    }
}
