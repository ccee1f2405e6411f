package flip.agent.process;

import java.nio.charset.StandardCharsets;

/**
 * Bytes that a script prints, made into a bounded number of bounded lines. What goes beyond is
 * counted, and one last line tells.
 */
final class OutputLines {
    static final int LONGEST_LINE_BYTES = 1024;
    static final int MOST_LINES = 200;
    static final int MOST_BYTES = 64 * 1024;

    private final OutputSink sink;
    private final byte[] line = new byte[LONGEST_LINE_BYTES];
    private int length;
    private boolean begun;
    private int lines;
    private int bytes;
    private long droppedBytes;

    OutputLines(OutputSink sink) {
        this.sink = sink;
    }

    /** Takes bytes {@code from} up to, not including, {@code to}. */
    void take(byte[] buffer, int from, int to) {
        int at = from;
        while (at < to) {
            if (isFull()) {
                droppedBytes += to - at;
                return;
            }
            byte next = buffer[at++];
            if (next == '\n') {
                endLine();
            } else {
                begun = true;
                add(next);
            }
        }
    }

    /** True when all that comes now is only counted. */
    boolean isFull() {
        return lines >= MOST_LINES || bytes >= MOST_BYTES;
    }

    /** The script prints no more: delivers a line without an end, and says what was dropped. */
    void end() {
        if (begun) {
            endLine();
        }
        if (droppedBytes > 0) {
            sink.line(
                    "(%,d bytes more were dropped: a run may print %d lines, %d KiB and %d bytes a line)"
                            .formatted(
                                    droppedBytes,
                                    MOST_LINES,
                                    MOST_BYTES / 1024,
                                    LONGEST_LINE_BYTES));
        }
    }

    private void add(byte next) {
        if (length < LONGEST_LINE_BYTES) {
            line[length++] = next;
            bytes++;
        } else {
            droppedBytes++;
        }
    }

    private void endLine() {
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        sink.line(printable(new String(line, 0, length, StandardCharsets.UTF_8)));
        lines++;
        bytes++;
        length = 0;
        begun = false;
    }

    /**
     * Without control characters, so that no script can recolour, rewrite or forge lines of a log.
     */
    static String printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                StringBuilder clean = new StringBuilder(text);
                for (int j = i; j < clean.length(); j++) {
                    if (isControl(clean.charAt(j))) {
                        clean.setCharAt(j, '\uFFFD');
                    }
                }
                return clean.toString();
            }
        }
        return text;
    }

    private static boolean isControl(char c) {
        return c != '\t' && (Character.isISOControl(c) || c == '\u2028' || c == '\u2029');
    }
}
