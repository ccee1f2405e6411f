package flip.agent.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file with what this server may not forget, in a folder that no other agent uses.
 *
 * <p>Whatever happens at whatever moment, what is loaded is the payload of the last {@link #store}
 * that returned, or of one that was under way, or it is known to be damaged.
 *
 * <p>Not for two threads at a time.
 */
public final class PromiseFile implements AutoCloseable {
    /** No payload may be longer. */
    public static final int LIMIT_PAYLOAD_BYTES = PromiseFormat.LIMIT_PAYLOAD_BYTES;

    static final String NAME = "promise";
    static final String TEMPORARY_NAME = "promise.new";
    static final String ASIDE_PREFIX = "promise.aside-";

    /** Somebody should have looked long before there are that many. */
    private static final int LIMIT_ASIDE = 1000;

    private static final Logger log = LoggerFactory.getLogger(PromiseFile.class);

    private final DataDir dataDir;
    private final FileOps ops;
    private final Path file;
    private final Path temporary;

    private PromiseFile(DataDir dataDir, FileOps ops) {
        this.dataDir = dataDir;
        this.ops = ops;
        this.file = dataDir.file(NAME);
        this.temporary = dataDir.file(TEMPORARY_NAME);
    }

    /** Takes the folder for us alone, makes it if there is none, and clears up after a crash. */
    public static PromiseFile open(Path dataDir) throws DataDirRefused {
        return open(dataDir, FileOps.SYSTEM);
    }

    static PromiseFile open(Path path, FileOps ops) throws DataDirRefused {
        DataDir dataDir = DataDir.open(path, ops);
        PromiseFile promiseFile = new PromiseFile(dataDir, ops);
        try {
            Files.deleteIfExists(promiseFile.temporary);
        } catch (IOException e) {
            dataDir.close();
            throw DataDirRefused.of("remove", promiseFile.temporary, e);
        }
        return promiseFile;
    }

    /** Where it is, for people. */
    public Path path() {
        return file;
    }

    /** What the file in that folder holds; the folder may be another's, and need not be there. */
    public static Loaded peek(Path dataDir) throws DataDirRefused {
        return load(dataDir.resolve(NAME));
    }

    /** What the file holds. */
    public Loaded load() throws DataDirRefused {
        return load(file);
    }

    private static Loaded load(Path file) throws DataDirRefused {
        // Never more than a promise file can have, whatever is there.
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(PromiseFormat.LIMIT_FILE_BYTES + 1);
            if (content.length > PromiseFormat.LIMIT_FILE_BYTES) {
                return new Loaded.Damaged(
                        "it is longer than " + PromiseFormat.LIMIT_FILE_BYTES + " bytes");
            }
            return PromiseFormat.decode(content);
        } catch (NoSuchFileException e) {
            return new Loaded.Absent();
        } catch (IOException e) {
            throw DataDirRefused.of("read", file, e);
        }
    }

    /** Returns when the disk has it; when it throws, either this or the one before is there. */
    public void store(byte[] payload) throws DataDirRefused {
        byte[] content = PromiseFormat.encode(payload);
        try {
            ops.write(temporary, content);
            ops.replace(temporary, file);
            ops.syncFolder(dataDir.folder());
        } catch (IOException e) {
            throw DataDirRefused.of("write", file, e);
        }
    }

    /**
     * Renames a file that is of no use, so that the next start finds none; it is never deleted.
     * Returns its new name.
     */
    public Path setAside(String reason) throws DataDirRefused {
        try {
            Path aside = freeName();
            Files.move(file, aside);
            ops.syncFolder(dataDir.folder());
            log.warn("{} is set aside: {}; it is kept as {}", file, reason, aside.getFileName());
            return aside;
        } catch (DataDirRefused e) {
            throw e;
        } catch (IOException e) {
            throw DataDirRefused.of("set aside", file, e);
        }
    }

    /**
     * Stores that in the place of a file that is of no use, which is kept as by {@link #setAside}.
     * When it throws, that file is what it was: there is no moment without either.
     */
    public void replace(byte[] payload, String reason) throws DataDirRefused {
        Path aside = freeName();
        try {
            keep(aside);
            store(payload);
        } catch (DataDirRefused e) {
            remove(aside, e);
            throw e;
        } catch (IOException e) {
            remove(aside, e);
            throw DataDirRefused.of("set aside", file, e);
        }
        log.warn("{} is replaced: {}; it is kept as {}", file, reason, aside.getFileName());
    }

    /** Under another name too, and where the file system has one for each file alone, a copy. */
    private void keep(Path aside) throws IOException {
        try {
            Files.createLink(aside, file);
        } catch (UnsupportedOperationException | IOException e) {
            Files.copy(file, aside);
        }
    }

    /** It is the same as the file, or half a copy of it. */
    private static void remove(Path aside, IOException because) {
        try {
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /** Lets another agent use the folder. */
    @Override
    public void close() {
        dataDir.close();
    }

    private Path freeName() throws DataDirRefused {
        for (int number = 1; number <= LIMIT_ASIDE; number++) {
            Path candidate = dataDir.file(ASIDE_PREFIX + number);
            if (Files.notExists(candidate)) {
                return candidate;
            }
        }
        throw new DataDirRefused(
                "cannot set aside "
                        + file
                        + ": there are "
                        + LIMIT_ASIDE
                        + " set aside already; look at the disk, then remove them");
    }
}
