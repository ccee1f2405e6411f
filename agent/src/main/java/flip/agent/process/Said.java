package flip.agent.process;

import com.google.common.base.Ascii;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line that a driver said (docs/driver.md), and the spelling of names in lines. */
sealed interface Said {
    /** It is ready; the words are what it can do. */
    record Hello(long version, String words) implements Said {}

    /** A former driver still has the lock; its process, or 0 when that is not known. */
    record Waiting(long process) implements Said {}

    /**
     * To a request of that number.
     *
     * @param rest what was asked for, or the reason why not
     */
    record Answer(long number, Verdict verdict, String rest) implements Said {
        boolean ok() {
            return verdict == Verdict.OK;
        }
    }

    /** What became of a request. */
    enum Verdict {
        OK,
        FAILED,
        /** An alive for which there was no lease any more. */
        UNLEASED
    }

    /** The lease of a system has ended, and nothing of it is held any more. */
    record Released(String system) implements Said {}

    /** The lease has ended, and this datum could not be given back. */
    record Unreleased(String system, String datum, String reason) implements Said {}

    /** Somebody else has removed it. */
    record Lost(String system, String datum) implements Said {}

    /** Nothing that the protocol has, or what the driver takes for that. */
    record Strange(String line) implements Said {}

    int LONGEST_SHOWN = 200;

    /** A number that fits a long, then a word or more. */
    Pattern ANSWER = Pattern.compile("(\\d{1,18}) (ok|failed|unleased)(?: (.*))?", Pattern.DOTALL);

    Pattern HELLO = Pattern.compile("hello (\\d{1,9})(?: (.*))?", Pattern.DOTALL);
    Pattern WAITING = Pattern.compile("waiting (\\d{1,18})");
    Pattern RELEASED = Pattern.compile("released (\\S+)");
    Pattern UNRELEASED = Pattern.compile("unreleased (\\S+) (\\S+)(?: (.*))?", Pattern.DOTALL);
    Pattern LOST = Pattern.compile("lost (\\S+) (\\S+)");

    /** Of a line that may end with a carriage return. */
    static Said of(String told) {
        String line = told.endsWith("\r") ? told.substring(0, told.length() - 1) : told;
        Matcher answer = ANSWER.matcher(line);
        if (answer.matches()) {
            return new Answer(
                    number(answer),
                    Verdict.valueOf(Ascii.toUpperCase(answer.group(2))),
                    rest(answer, 3));
        }
        Matcher hello = HELLO.matcher(line);
        if (hello.matches()) {
            return new Hello(number(hello), rest(hello, 2));
        }
        Matcher waiting = WAITING.matcher(line);
        if (waiting.matches()) {
            return new Waiting(number(waiting));
        }
        Matcher released = RELEASED.matcher(line);
        if (released.matches()) {
            return new Released(decoded(released.group(1)));
        }
        Matcher unreleased = UNRELEASED.matcher(line);
        if (unreleased.matches()) {
            return new Unreleased(
                    decoded(unreleased.group(1)),
                    decoded(unreleased.group(2)),
                    rest(unreleased, 3));
        }
        Matcher lost = LOST.matcher(line);
        if (lost.matches()) {
            return new Lost(decoded(lost.group(1)), decoded(lost.group(2)));
        }
        return new Strange(line);
    }

    private static long number(Matcher line) {
        return Long.parseLong(line.group(1));
    }

    private static String rest(Matcher line, int group) {
        String rest = line.group(group);
        return rest == null ? "" : rest;
    }

    /** For a line of the log. */
    static String shown(String text) {
        return OutputLines.printable(text.substring(0, Math.min(text.length(), LONGEST_SHOWN)));
    }

    /** Every byte that is not visible ASCII, and %, as % and two digits. */
    static String encoded(String name) {
        StringBuilder text = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            if (each > ' ' && each <= '~' && each != '%') {
                text.append((char) each);
            } else {
                text.append("%%%02X".formatted(each & 0xff));
            }
        }
        return text.toString();
    }

    /** A % without two digits stands for itself. */
    static String decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < all.length; at++) {
            int value = all[at] == '%' && at + 2 < all.length ? hex(all[at + 1], all[at + 2]) : -1;
            bytes.write(value < 0 ? all[at] : value);
            at += value < 0 ? 0 : 2;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int hex(byte high, byte low) {
        int first = Character.digit(high, 16);
        int second = Character.digit(low, 16);
        return first < 0 || second < 0 ? -1 : first * 16 + second;
    }
}
