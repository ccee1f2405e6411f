package flip.agent.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import flip.membership.ServerId;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a server's own files are when the configuration does not say so. */
final class Paths {
    private static final SystemFolder SYSTEM_DATA = new SystemFolder(Path.of("/var/lib/flip"));
    private static final Path SYSTEM_SOCKETS = Path.of("/run/flip");

    private static final int ROOT = 0;

    private Paths() {}

    /** A path as written; a relative one begins at the folder that the file is in. */
    static Optional<Path> of(Path folder, String written) {
        try {
            return Optional.of(folder.resolve(written).normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** The folder of a file, even of one that is named without any. */
    static Path folder(Path file) {
        return Optional.ofNullable(file.toAbsolutePath().normalize().getParent())
                .orElse(Path.of("/"));
    }

    static Path dataDir(Path folder, ServerId self, boolean alone) {
        return alone ? dataDir(folder) : dataDir(folder).resolve(fileName(self.value()));
    }

    /** Of all servers of a file. */
    static Path dataDir(Path folder) {
        return dataDir(folder, SYSTEM_DATA);
    }

    static Path dataDir(Path folder, SystemFolder system) {
        return system.isTaken() ? system.path() : folder.resolve("data");
    }

    static Path adminSocket(Path dataDir, ServerId self, boolean alone) {
        String name = (alone ? "flip" : fileName(self.value())) + ".sock";
        return canBeWritten(SYSTEM_SOCKETS)
                ? SYSTEM_SOCKETS.resolve(name)
                : dataDir.resolve("flip.sock");
    }

    /**
     * Beside the file, as in {@code /etc/flip}; beside its folder, as in a source tree; then the
     * system's. Not those that a third user made: what is in them is run as the agent's user.
     */
    static ScriptsDirs scriptsDirs(Path file) {
        Path folder = folder(file);
        ImmutableSet.Builder<Integer> owners = ImmutableSet.builder();
        owners.add(ROOT);
        Access.owner(Path.of("/proc/self")).ifPresent(owners::add);
        Access.owner(file).ifPresent(owners::add);
        return new ScriptsDirs(
                Stream.of(
                                folder.resolve("scripts"),
                                folder.resolveSibling("scripts"),
                                Path.of("/etc/flip/scripts"),
                                Path.of("/usr/share/flip/scripts"))
                        .distinct()
                        .collect(ImmutableList.toImmutableList()),
                owners.build());
    }

    /** An id may have any visible character. */
    static String fileName(String id) {
        String name = id.replace('/', '_');
        return name.startsWith(".") ? "_" + name : name;
    }

    private static boolean canBeWritten(Path folder) {
        if (Files.exists(folder)) {
            return Files.isDirectory(folder) && Files.isWritable(folder);
        }
        Path parent = folder.getParent();
        return parent != null && Files.isWritable(parent);
    }
}
