package flip.agent;

import flip.agent.config.LogLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How the log looks and how much it tells; to be said before anything is logged. */
final class LogStyle {
    private LogStyle() {}

    /** Tells the logging's own configuration, which is read when the first logger is made. */
    static void apply(LogLevel level) {
        System.setProperty("flip.log.style", isJournal() ? "journal" : "console");
        System.setProperty(
                "flip.log.level",
                switch (level) {
                    case DEBUG -> "DEBUG";
                    case INFO -> "INFO";
                    case WARNING -> "WARN";
                    case ERROR, FATAL -> "ERROR";
                });
    }

    /**
     * Whether our output goes to the journal itself, as systemd.exec(5) says to ask: a child of a
     * service inherits the variable, and may write elsewhere.
     */
    private static boolean isJournal() {
        String stream = System.getenv("JOURNAL_STREAM");
        if (stream == null) {
            return false;
        }
        try {
            Path output = Path.of("/proc/self/fd/1");
            return stream.equals(
                    Files.getAttribute(output, "unix:dev")
                            + ":"
                            + Files.getAttribute(output, "unix:ino"));
        } catch (IOException | UnsupportedOperationException e) {
            return false; // Not the system that has a journal.
        }
    }
}
