package flip.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The folders in which scripts are looked up: NAME, then NAME.sh; an absolute path is taken as it
 * is.
 */
public final class ScriptFolders {
    private final List<Path> folders;
    private final IntPredicate trusted;

    /** Whoever they belong to. */
    public ScriptFolders(List<Path> folders) {
        this(folders, owner -> true);
    }

    /**
     * Of these, whatever is there when a script is looked up.
     *
     * @param trusted whether what belongs to the user of this number is run; folders of others are
     *     passed over
     */
    public ScriptFolders(List<Path> folders, IntPredicate trusted) {
        this.trusted = trusted;
        this.folders = folders.stream().map(Path::toAbsolutePath).map(Path::normalize).toList();
    }

    /** What a look-up found. */
    public sealed interface Found {
        /** A script that can be started. */
        record Script(Path file) implements Found {}

        /** None; the reason is one sentence: what, where, what to do. */
        record Nothing(String reason) implements Found {}
    }

    /**
     * The first of the folders that has the script decides, even when it cannot be run from there.
     */
    public Found find(String name) {
        if (name.isBlank()) {
            return new Found.Nothing("a script has an empty name: give it one");
        }
        try {
            Path asGiven = Path.of(name);
            if (asGiven.isAbsolute()) {
                return Files.exists(asGiven)
                        ? check(asGiven)
                        : new Found.Nothing(
                                "there is no script "
                                        + asGiven
                                        + ": put it there or correct the path");
            }
            for (Path folder : folders) {
                if (!isTrusted(folder)) {
                    continue;
                }
                for (String spelling : List.of(name, name + ".sh")) {
                    Path file = folder.resolve(spelling);
                    if (Files.exists(file) && !isFolderBesideScript(file)) {
                        return inFolder(folder, file);
                    }
                }
            }
        } catch (InvalidPathException e) {
            return new Found.Nothing(
                    "\"" + printable(name) + "\" cannot be the name of a script: correct it");
        }
        return new Found.Nothing(missing(name));
    }

    private Found inFolder(Path folder, Path file) {
        if (isOpen(folder)) {
            return new Found.Nothing(
                    "everybody may write into the folder of scripts %s: run chmod o-w %s"
                            .formatted(folder, folder));
        }
        if (!isTrusted(file)) {
            return new Found.Nothing(
                    "script %s belongs to neither root nor the owner of the configuration: run chown root %s"
                            .formatted(file, file));
        }
        return check(file);
    }

    /** Whoever it belongs to could put any script there, or change it. */
    private boolean isTrusted(Path path) {
        try {
            return !path.getFileSystem().supportedFileAttributeViews().contains("unix")
                    || trusted.test((Integer) Files.getAttribute(path, "unix:uid"));
        } catch (IOException e) {
            return true; // Nothing is there: then no script is, and that is told.
        }
    }

    /** Then it is anybody's script that would run as our user. */
    private static boolean isOpen(Path path) {
        try {
            PosixFileAttributeView view =
                    Files.getFileAttributeView(path, PosixFileAttributeView.class);
            return view != null
                    && view.readAttributes()
                            .permissions()
                            .contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException e) {
            return false; // As above.
        }
    }

    /** A folder "ip" does not hide a script "ip.sh". */
    private static boolean isFolderBesideScript(Path file) {
        return Files.isDirectory(file) && Files.isRegularFile(Path.of(file + ".sh"));
    }

    private String missing(String name) {
        return switch (folders.size()) {
            case 0 ->
                    "there is no folder to look for script \"%s\" in: set \"scripts_dir\""
                            .formatted(name);
            default ->
                    "there is no script \"%s\" or \"%s.sh\" in %s: put it there or correct its name"
                            .formatted(
                                    name,
                                    name,
                                    String.join(
                                            " or ", folders.stream().map(Path::toString).toList()));
        };
    }

    private static Found check(Path file) {
        if (!Files.isRegularFile(file)) {
            String kind = Files.isDirectory(file) ? "a folder" : "not a file";
            return new Found.Nothing(
                    "script %s is %s: put a script there or correct its name"
                            .formatted(file, kind));
        }
        if (!Files.isExecutable(file)) {
            return new Found.Nothing(
                    "script %s is not executable: run chmod a+rx %s".formatted(file, file));
        }
        if (!Files.isReadable(file)) {
            return new Found.Nothing(
                    "script %s cannot be read by user %s: run chmod a+rx %s"
                            .formatted(file, System.getProperty("user.name"), file));
        }
        if (file.toFile().length()
                == 0) { // A full disk leaves one, and a shell is content with it.
            return new Found.Nothing("script %s is empty: install it again".formatted(file));
        }
        if (isOpen(file)) {
            return new Found.Nothing(
                    "everybody may write to script %s: run chmod o-w %s".formatted(file, file));
        }
        return new Found.Script(file);
    }

    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }
}
