package flip.agent.admin;

import flip.agent.config.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The file of the management socket: where it may be, and whether somebody else has it. */
final class AdminSocket {
    private static final String NAME_AT_BIRTH = "s";

    private AdminSocket() {}

    /** Makes the folder, and removes what a killed agent left behind. */
    static void prepare(Path socket) throws AdminRefused {
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length
                > Settings.LONGEST_SOCKET_BYTES) {
            throw new AdminRefused(
                    "the management socket's path "
                            + socket
                            + " is too long: set admin.socket to one of at most "
                            + Settings.LONGEST_SOCKET_BYTES
                            + " bytes");
        }
        Path folder = Optional.ofNullable(socket.toAbsolutePath().getParent()).orElse(socket);
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwxr-x---")));
            }
            if (!Files.isWritable(folder)) {
                throw refused(socket, "the folder " + folder + " may not be written", null);
            }
            removeStale(socket);
        } catch (AdminRefused e) {
            throw e;
        } catch (IOException e) {
            throw refused(socket, reason(e), e);
        }
    }

    /** A place beside it where nobody else gets at a socket that everybody may still open. */
    static Path birthplace(Path socket) throws AdminRefused {
        Path folder =
                socket.toAbsolutePath()
                        .resolveSibling("." + Long.toString(ProcessHandle.current().pid(), 36));
        try {
            Files.deleteIfExists(folder.resolve(NAME_AT_BIRTH)); // Of a killed one with our number.
            Files.deleteIfExists(folder);
            Files.createDirectory(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            return folder.resolve(NAME_AT_BIRTH);
        } catch (IOException e) {
            throw refused(socket, reason(e), e);
        }
    }

    /**
     * Puts it where it belongs once only its owner may speak to the agent. Returns what tells it
     * from any other file of that name.
     */
    static Object release(Path birthplace, Path socket) throws AdminRefused {
        try {
            Files.setPosixFilePermissions(birthplace, PosixFilePermissions.fromString("rw-------"));
            Object key = key(birthplace);
            Files.move(birthplace, socket, StandardCopyOption.ATOMIC_MOVE);
            return key;
        } catch (IOException e) {
            throw refused(socket, reason(e), e);
        }
    }

    /** Removes the place of birth with what may be left in it. */
    static void forget(Path birthplace) throws AdminRefused {
        try {
            Files.deleteIfExists(birthplace);
            Files.delete(birthplace.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw refused(birthplace, reason(e), e);
        }
    }

    /** Removes the file, unless another agent has put its own there. */
    static void remove(Path socket, Object key) throws IOException {
        if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS) && key(socket).equals(key)) {
            Files.deleteIfExists(socket);
        }
    }

    private static Object key(Path file) throws IOException {
        Object key =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .fileKey();
        return key == null ? file : key;
    }

    /** Whether an agent answers there, be it too busy to do so now. */
    static boolean isAnswered(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(socket));
            return true;
        } catch (ConnectException e) {
            return false; // Refused: whoever made the file is gone.
        } catch (IOException e) {
            return Files.exists(socket); // Such as: so many wait that there is no room for us.
        }
    }

    static AdminRefused refused(
            Path socket, String reason, @org.jspecify.annotations.Nullable IOException cause) {
        String line =
                "cannot make the management socket "
                        + socket
                        + ": "
                        + reason
                        + "; set admin.socket to another path";
        return cause == null ? new AdminRefused(line) : new AdminRefused(line, cause);
    }

    private static void removeStale(Path socket) throws IOException {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        BasicFileAttributes attributes =
                Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isOther()) {
            throw refused(socket, "there is a file of that name, which is no socket", null);
        }
        if (isAnswered(socket)) {
            throw refused(socket, "another agent answers there", null);
        }
        Files.deleteIfExists(socket);
    }

    private static String reason(IOException e) {
        String text = String.valueOf(e.getMessage());
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return file.getFile() + ": " + file.getReason();
        }
        if (e instanceof java.nio.file.AccessDeniedException) {
            return text + ": permission denied";
        }
        return text;
    }
}
