package flip.agent.admin;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The file of the management socket: where it may be, and whether somebody else has it. */
final class AdminSocket {
    /** The system's address of a Unix socket has room for so many bytes and a zero. */
    static final int LONGEST_BYTES = 107;

    private AdminSocket() {}

    /** Makes the folder, and removes what a killed agent left behind. */
    static void prepare(Path socket) throws AdminRefused {
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
            throw new AdminRefused(
                    "the management socket's path "
                            + socket
                            + " is too long: set admin.socket to one of at most "
                            + LONGEST_BYTES
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

    /** Only its owner may speak to the agent. */
    static void restrict(Path socket) throws AdminRefused {
        try {
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw refused(socket, reason(e), e);
        }
    }

    /** Whether an agent answers there. */
    static boolean isAnswered(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            return false; // Refused: whoever made the file is gone.
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
