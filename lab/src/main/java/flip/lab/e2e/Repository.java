package flip.lab.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project's own files are, and where the laboratory may write. */
public final class Repository {
    private Repository() {}

    /** The folder of the project: what the build says, or the one above us that has a launcher. */
    public static Path root() {
        String told = System.getProperty("flip.repository", "");
        if (!told.isEmpty()) {
            return Path.of(told);
        }
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("bin/flip"))) {
            Path above = folder.getParent();
            if (above == null) {
                throw new IllegalStateException(
                        "no bin/flip here or above: start it in the project, or set -Dflip.repository");
            }
            folder = above;
        }
        return folder;
    }

    /** The launcher, as users start it. */
    public static Path launcher() {
        return root().resolve("bin/flip");
    }

    /** A new folder for what one run writes; under target/, so that a clean build removes it. */
    public static Path newScratch(String name) {
        Path parent = root().resolve("lab/target/e2e");
        try {
            Files.createDirectories(parent);
            return Files.createTempDirectory(parent, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
