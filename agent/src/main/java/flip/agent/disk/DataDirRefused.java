package flip.agent.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A data_dir that cannot be used, or a file in it. The message is one line: what, where, why, and
 * what to do.
 */
public final class DataDirRefused extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean inUse;

    DataDirRefused(String line) {
        this(line, false);
    }

    private DataDirRefused(String line, boolean inUse) {
        super(line);
        this.inUse = inUse;
    }

    private DataDirRefused(String line, IOException cause) {
        super(line, cause);
        this.inUse = false;
    }

    /** Because another agent uses it. */
    static DataDirRefused inUse(Path folder, String by) {
        return new DataDirRefused(
                "cannot use data_dir "
                        + folder
                        + ": another agent uses it ("
                        + by
                        + "); stop that one, or give each agent a data_dir of its own",
                true);
    }

    /** Whether an agent runs that uses it. */
    public boolean isInUse() {
        return inUse;
    }

    /** Whether it may be all right, and only this user may not look at it. */
    public boolean isForbidden() {
        return getCause() instanceof AccessDeniedException;
    }

    /** From an error met while doing something to this path, such as "create data_dir". */
    static DataDirRefused of(String doing, Path path, IOException cause) {
        return new DataDirRefused("cannot " + doing + " " + path + ": " + why(path, cause), cause);
    }

    /** Asks the file system before it reads the text of the error, which depends on the locale. */
    static String why(Path path, IOException cause) {
        Path existing = nearestExisting(path);
        if (isReadOnly(existing)) {
            return "the file system of "
                    + existing
                    + " is mounted read-only; mount it writable, or set data_dir to another folder";
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied at "
                    + existing
                    + " for user "
                    + System.getProperty("user.name")
                    + "; give that user the folder (chown), or set data_dir to another one";
        }
        if (isFull(existing, cause)) {
            return "the disk is full; make room on the file system of "
                    + existing
                    + ", or set data_dir to another folder";
        }
        return reason(cause);
    }

    /** What the system said, without the paths that the line names anyway. */
    private static String reason(IOException cause) {
        if (cause instanceof FileSystemException named) {
            String reason = named.getReason();
            return reason == null ? cause.getClass().getSimpleName() : reason;
        }
        return String.valueOf(cause.getMessage());
    }

    /** The path itself, or the folder above it that is there. */
    static Path nearestExisting(Path path) {
        Path candidate = path.toAbsolutePath();
        while (!Files.exists(candidate)) {
            Path parent = candidate.getParent();
            if (parent == null) {
                return candidate;
            }
            candidate = parent;
        }
        return candidate;
    }

    private static boolean isReadOnly(Path existing) {
        try {
            return Files.getFileStore(existing).isReadOnly();
        } catch (IOException e) {
            // Then the error that brought us here speaks for itself.
            return false;
        }
    }

    private static boolean isFull(Path existing, IOException cause) {
        if (String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("no space left")) {
            return true;
        }
        try {
            return Files.getFileStore(existing).getUsableSpace() == 0;
        } catch (IOException e) {
            // As above.
            return false;
        }
    }
}
