package flip.agent.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The three steps of an atomic write. A test can end the world after any of them. */
interface FileOps {
    /** What we make is for us alone: a promise names every server, and a lock must stay ours. */
    String PRIVATE = "rw-------";

    FileAttribute<Set<PosixFilePermission>> FOR_US_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE));

    /** Makes or empties the file, fills it, and returns when the disk has it. */
    void write(Path file, byte[] content) throws IOException;

    /** Takes the place of {@code to} in one step. */
    void replace(Path from, Path to) throws IOException;

    /** Returns when the disk has the names in this folder. */
    void syncFolder(Path folder) throws IOException;

    /** The real ones. */
    FileOps SYSTEM =
            new FileOps() {
                @Override
                public void write(Path file, byte[] content) throws IOException {
                    try (FileChannel channel =
                            FileChannel.open(
                                    file,
                                    Set.of(
                                            StandardOpenOption.CREATE,
                                            StandardOpenOption.TRUNCATE_EXISTING,
                                            StandardOpenOption.WRITE),
                                    FOR_US_ALONE)) {
                        ByteBuffer rest = ByteBuffer.wrap(content);
                        while (rest.hasRemaining()) {
                            channel.write(rest);
                        }
                        channel.force(true);
                    }
                }

                @Override
                public void replace(Path from, Path to) throws IOException {
                    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                }

                @Override
                public void syncFolder(Path folder) throws IOException {
                    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                        channel.force(true);
                    }
                }
            };
}
