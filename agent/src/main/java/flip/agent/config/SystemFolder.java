package flip.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One of the system's folders, which a server keeps what it must remember in if it may.
 *
 * @param path where it is, or would be made
 * @param system what is asked about it
 */
record SystemFolder(Path path, FileSystemLook system) {

    /** What the file system says of a folder that is there. */
    interface FileSystemLook {
        boolean isThere(Path folder);

        boolean isWritable(Path folder);

        boolean isReadOnly(Path folder);

        /** Whether it belongs to the user that this process runs as. */
        boolean isOurs(Path folder);
    }

    SystemFolder(Path path) {
        this(path, new OfHost());
    }

    /**
     * Whether it is this server's. It is also when it cannot be written for now, as on a file
     * system that became read-only after an error: in another folder the server would be another
     * one, and find out when this one is back. Then it does not start.
     */
    boolean isTaken() {
        Path there = path;
        while (!system.isThere(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return system.isWritable(there)
                || system.isReadOnly(there)
                || (there.equals(path) && system.isOurs(there));
    }

    private record OfHost() implements FileSystemLook {
        @Override
        public boolean isThere(Path folder) {
            return Files.exists(folder);
        }

        @Override
        public boolean isWritable(Path folder) {
            return Files.isWritable(folder);
        }

        @Override
        public boolean isReadOnly(Path folder) {
            try {
                return Files.getFileStore(folder).isReadOnly();
            } catch (IOException e) {
                return false; // Whoever writes there tells what is wrong with it.
            }
        }

        @Override
        public boolean isOurs(Path folder) {
            Optional<Integer> us = Access.owner(Path.of("/proc/self"));
            return us.isPresent() && us.equals(Access.owner(folder));
        }
    }
}
