package flip.agent.process;

import flip.agent.process.ScriptFolders.Found;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is needed to start one driver. It asks disks, which may not answer: never under a lock. */
final class DriverStarter {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final int LONGEST_FILE_NAME = 200;
    private static final Logger log = LoggerFactory.getLogger("flip.drivers");

    private final String name;
    private final ScriptFolders folders;
    private final Path dataDir;

    /** Its lock, where data_dir has no place for it. Used by one thread after another. */
    private Optional<Path> elsewhere = Optional.empty();

    DriverStarter(String name, ScriptFolders folders, Path dataDir) {
        this.name = name;
        this.folders = folders;
        this.dataDir = dataDir.toAbsolutePath();
    }

    /** What became of it. */
    sealed interface Tried {
        /** It runs, and nobody listens to it yet. */
        record Started(DriverProcess process, Path lock) implements Tried {}

        /** It does not; the reason is one sentence. */
        record Refused(String reason) implements Tried {}
    }

    Tried start() {
        Found found = folders.find(name);
        if (found instanceof Found.Script script) {
            return start(script.file());
        }
        return new Tried.Refused(
                found instanceof Found.Nothing nothing ? nothing.reason() : found.toString());
    }

    private Tried start(Path file) {
        Path lock;
        try {
            lock = lock();
        } catch (IOException | UnsupportedOperationException e) {
            return new Tried.Refused(
                    "driver %s has no place for its lock: %s".formatted(name, e.getMessage()));
        }
        Path folder = lock.resolveSibling(".").normalize();
        try {
            return new Tried.Started(DriverProcess.start(file, lock, folder), lock);
        } catch (IOException e) {
            return new Tried.Refused(StartProblem.sentence(file, folder, e));
        }
    }

    /**
     * In data_dir, where it may be on a disk that can only be read by now. Where there is none, one
     * that nobody else has, and then the same at every start: the former process may still have it.
     */
    private Path lock() throws IOException {
        if (elsewhere.isPresent()) {
            return elsewhere.get();
        }
        Path lock = dataDir.resolve(fileName(name));
        try {
            if (!Files.exists(lock)) {
                Files.createFile(lock, OWNER_ONLY); // Whoever may read it could take it.
            }
            if (Files.isReadable(lock)) {
                return lock;
            }
            log.warn("driver {} may not read its lock {}", name, lock);
        } catch (IOException e) {
            log.warn("driver {} cannot have its lock in {}: {}", name, dataDir, e.toString());
        }
        Path other = Files.createTempFile("flip-", ".lock");
        log.warn("driver {} has its lock in {} until this process ends", name, other);
        elsewhere = Optional.of(other);
        return other;
    }

    /** Two names never have the same. */
    static String fileName(String name) {
        String spelled = Said.encoded(name).replace("/", "%2F");
        if (spelled.length() > LONGEST_FILE_NAME) {
            spelled =
                    spelled.substring(0, LONGEST_FILE_NAME)
                            + "-"
                            + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        }
        return spelled + ".lock";
    }
}
