package flip.agent.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder in which a server keeps what it must remember, and our lock on it. */
final class DataDir implements AutoCloseable {
    static final String LOCK_NAME = "lock";

    /** What is tried at the start: as much as a promise with short configurations takes. */
    private static final int TRIAL_BYTES = 4096;

    private static final Logger log = LoggerFactory.getLogger(DataDir.class);

    private static final FileAttribute<Set<PosixFilePermission>> FOR_US_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /**
     * The folders that this process has locked. The system's lock belongs to the whole process, and
     * closing *any* descriptor of the lock file gives it up, so a second attempt in the same
     * process must not even open the file.
     */
    private static final Set<Path> LOCKED_HERE = new HashSet<>();

    private final Path folder;
    private final FileChannel lockFile;
    private boolean closed;

    private DataDir(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /** Makes the folder when there is none, locks it, and tries whether it can be written. */
    static DataDir open(Path path, FileOps ops) throws DataDirRefused {
        Path folder = existing(path);
        warnOfOthers(folder);
        DataDir dataDir = new DataDir(folder, locked(folder, true));
        try {
            dataDir.tryToWrite(ops);
        } catch (DataDirRefused e) {
            dataDir.close();
            throw e;
        }
        return dataDir;
    }

    /**
     * Keeps agents out of a folder until it is closed, and changes nothing there; empty where no
     * agent has ever been.
     */
    static Optional<DataDir> withoutAgents(Path path) throws DataDirRefused {
        try {
            if (Files.notExists(path.resolve(LOCK_NAME))) {
                return Optional.empty();
            }
            Path folder = path.toRealPath();
            return Optional.of(new DataDir(folder, locked(folder, false)));
        } catch (DataDirRefused e) {
            throw e;
        } catch (IOException e) {
            throw DataDirRefused.of("look into data_dir", path, e);
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new AssertionError("closing the lock file of " + folder, e);
        } finally {
            forget(folder);
        }
    }

    private static Path existing(Path path) throws DataDirRefused {
        Path blocker = DataDirRefused.nearestExisting(path);
        if (!Files.isDirectory(blocker)) {
            throw new DataDirRefused(
                    "cannot use data_dir "
                            + path
                            + ": "
                            + blocker
                            + " is a file; remove it, or set data_dir to a folder");
        }
        try {
            Files.createDirectories(path, FOR_US_ALONE);
            return path.toRealPath();
        } catch (IOException e) {
            throw DataDirRefused.of("create data_dir", path, e);
        }
    }

    private static void warnOfOthers(Path folder) throws DataDirRefused {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
            if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                log.warn(
                        "data_dir {} may be written by others, who can replace what this server may"
                                + " not forget: chmod 700 {}",
                        folder,
                        folder);
            }
        } catch (IOException e) {
            throw DataDirRefused.of("look at data_dir", folder, e);
        }
    }

    /** For us alone, or only so that no other has it for itself alone. */
    private static FileChannel locked(Path folder, boolean alone) throws DataDirRefused {
        synchronized (LOCKED_HERE) {
            if (!LOCKED_HERE.add(folder)) {
                throw DataDirRefused.inUse(folder, "this process");
            }
        }
        boolean done = false;
        try {
            FileChannel lockFile =
                    FileChannel.open(
                            folder.resolve(LOCK_NAME),
                            alone
                                    ? Set.of(
                                            StandardOpenOption.CREATE,
                                            StandardOpenOption.READ,
                                            StandardOpenOption.WRITE)
                                    : Set.of(StandardOpenOption.READ),
                            FileOps.FOR_US_ALONE);
            try {
                if (alone) {
                    restrict(folder.resolve(LOCK_NAME));
                }
                lock(folder, lockFile, alone);
                done = true;
            } finally {
                if (!done) {
                    lockFile.close();
                }
            }
            return lockFile;
        } catch (DataDirRefused e) {
            throw e;
        } catch (IOException e) {
            throw DataDirRefused.of("lock data_dir", folder, e);
        } finally {
            if (!done) {
                forget(folder);
            }
        }
    }

    /** Whoever may read a file may lock it, and so keep us from starting. */
    private static void restrict(Path lock) throws IOException {
        if (!PosixFilePermissions.toString(Files.getPosixFilePermissions(lock))
                .equals(FileOps.PRIVATE)) {
            Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString(FileOps.PRIVATE));
        }
    }

    private static void lock(Path folder, FileChannel lockFile, boolean alone) throws IOException {
        FileLock lock;
        try {
            lock = lockFile.tryLock(0, Long.MAX_VALUE, !alone);
        } catch (OverlappingFileLockException e) {
            throw DataDirRefused.inUse(folder, "this process");
        }
        if (lock == null) {
            throw DataDirRefused.inUse(folder, LockHolder.of(folder.resolve(LOCK_NAME)));
        }
        if (!alone) {
            return;
        }
        // Only for people; the lock itself is what counts.
        lockFile.truncate(0);
        lockFile.write(
                ByteBuffer.wrap(
                        (ProcessHandle.current().pid() + "\n")
                                .getBytes(StandardCharsets.US_ASCII)));
    }

    private static void forget(Path folder) {
        synchronized (LOCKED_HERE) {
            LOCKED_HERE.remove(folder);
        }
    }

    private void tryToWrite(FileOps ops) throws DataDirRefused {
        Path trial = file("trial");
        try {
            ops.write(trial, new byte[TRIAL_BYTES]);
            Files.delete(trial);
            ops.syncFolder(folder);
        } catch (IOException e) {
            DataDirRefused refused = DataDirRefused.of("write in data_dir", folder, e);
            try {
                Files.deleteIfExists(trial);
            } catch (IOException left) {
                refused.addSuppressed(left);
            }
            throw refused;
        }
    }
}
