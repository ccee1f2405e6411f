package flip.agent.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.UUID;

/**
 * A folder of this agent's own in one that others may write too. A lock in it, which the kernel
 * lifts with the life of the process, tells it from what agents that were killed have left; a
 * process id would not, as agents in containers do not see each other's.
 */
final class ScratchFolder {
    private static final String PREFIX = "flip-scripts-";
    private static final String LOCK = "lock";
    private static final Set<PosixFilePermission> OURS_ALONE =
            PosixFilePermissions.fromString("rwx------");

    private final Path parent;
    private final Path folder;
    private final Deque<FileChannel> locks = new ArrayDeque<>();

    ScratchFolder(Path parent) {
        this.parent = parent;
        folder = parent.resolve(PREFIX + UUID.randomUUID());
    }

    /** The folder, made anew if it is not there: hosts clean folders for temporary files. */
    synchronized Path path() throws IOException {
        if (!Files.isDirectory(folder)) {
            unlock();
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OURS_ALONE));
            FileChannel lock =
                    FileChannel.open(
                            folder.resolve(LOCK),
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE);
            locks.add(lock);
            if (lock.tryLock() == null) {
                throw new IOException("somebody else has locked " + folder);
            }
            sweep(Files.getOwner(folder));
        }
        return folder;
    }

    synchronized void delete() {
        try {
            if (Files.isDirectory(folder)) {
                delete(folder);
            }
            unlock();
        } catch (IOException e) {
            // It stays until the next agent sweeps.
        }
    }

    /**
     * Deletes what nobody holds any more. Only real folders of our own user are touched, which
     * nobody else can exchange while we look.
     */
    private void sweep(UserPrincipal us) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path each : all) {
                if (!each.equals(folder)
                        && Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(each, LinkOption.NOFOLLOW_LINKS).equals(us)
                        && isLeft(each)) {
                    delete(each);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Somebody else sweeps at the same time, or may not; the next agent tries again.
        }
    }

    private static boolean isLeft(Path other) throws IOException {
        if (!Files.exists(other.resolve(LOCK))) {
            return false;
        }
        try (FileChannel lock = FileChannel.open(other.resolve(LOCK), StandardOpenOption.WRITE)) {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another runner of this very process has it.
            return false;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }

    private void unlock() throws IOException {
        for (FileChannel lock : locks) {
            lock.close();
        }
        locks.clear();
    }
}
