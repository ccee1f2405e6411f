package flip.agent.config;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this host is called. */
final class HostName {
    private static final Path OF_LINUX = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** Without a name server, which may hang; empty when the host does not say. */
    static String read() {
        try {
            return Files.isReadable(OF_LINUX)
                    ? Files.readString(OF_LINUX).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            // Then it is no server's id either, and whoever asked says so.
            return "";
        }
    }
}
