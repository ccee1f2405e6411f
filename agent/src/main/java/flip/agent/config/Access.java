package flip.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** Who else on this host gets at a file. Where the host does not know, nobody does. */
final class Access {
    private Access() {}

    /** What everybody may do with the file, for a sentence; empty when it is neither. */
    static Optional<String> ofEverybody(Path file) throws IOException {
        Optional<PosixFileAttributes> attributes = attributes(file);
        if (attributes.isEmpty()) {
            return Optional.empty();
        }
        Set<PosixFilePermission> permissions = attributes.get().permissions();
        if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
            return Optional.of("read");
        }
        return permissions.contains(PosixFilePermission.OTHERS_WRITE)
                ? Optional.of("written")
                : Optional.empty();
    }

    /** The user that the file belongs to; empty when it cannot be looked at. */
    static Optional<Integer> owner(Path file) {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return Optional.empty();
        }
        try {
            return Optional.of((Integer) Files.getAttribute(file, "unix:uid"));
        } catch (IOException e) {
            return Optional.empty(); // Whoever reads the file tells what is wrong with it.
        }
    }

    private static Optional<PosixFileAttributes> attributes(Path file) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return view == null || Files.notExists(file)
                ? Optional.empty()
                : Optional.of(view.readAttributes());
    }
}
