package flip.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Colours, where they are wanted: on a terminal, and not with NO_COLOR. */
final class Paint {
    private static final String ESCAPE = "\u001b[";

    private final boolean coloured;

    Paint(boolean coloured) {
        this.coloured = coloured;
    }

    /** For the standard output of this process. */
    static Paint ofOutput() {
        String none = System.getenv("NO_COLOR");
        return new Paint((none == null || none.isEmpty()) && isTerminal(1));
    }

    /** Whether that descriptor of this process is a terminal. */
    static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (!Files.isSymbolicLink(link)) {
            return false; // Not a Linux: then nobody says so.
        }
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/")
                    || target.startsWith("/dev/tty")
                    || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    String good(String text) {
        return in("32", text);
    }

    String warning(String text) {
        return in("33", text);
    }

    String bad(String text) {
        return in("31", text);
    }

    String faint(String text) {
        return in("2", text);
    }

    String strong(String text) {
        return in("1", text);
    }

    private String in(String code, String text) {
        return coloured && !text.isEmpty() ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
    }
}
