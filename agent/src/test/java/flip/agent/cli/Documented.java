package flip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The documented configuration in a folder of a test's own. */
final class Documented {
    private Documented() {}

    /** The file, as {@code config/flip.json} in that folder. */
    static Path in(Path folder) throws IOException {
        Path file = Files.createDirectories(folder.resolve("config")).resolve("flip.json");
        if (!Files.exists(file)) {
            Files.writeString(
                    file,
                    """
                    {"id": "flip", "quorum": 2, "gossip_interval": 1000, "key": "secret",
                     "ping_per_interval": 3, "ping_timeout" : 1500, "log_level": "info",
                     "servers":
                       {"flip": {"ip": "127.0.0.1", "port": 2200, "systems": ["ip"]},
                        "flip1": {"priority": 1, "ip": "127.0.0.1", "port" : 2201,
                                  "systems": ["ip"]},
                        "flip2": {"ip": "127.0.0.1", "port": 2202}},
                     "cluster": {"config": {}, "system": {"ip":
                       {"alive": "ip_up", "down": "ip_down", "type": "shard",
                        "config": {"interface": "lo0"},
                        "data": ["192.168.0.2", "192.168.0.1"]}}}}
                    """);
        }
        return file;
    }

    /** The same with a data_dir of its own. */
    static Path in(Path folder, Path dataDir) throws IOException {
        Path file = in(folder);
        return Files.writeString(
                file,
                Files.readString(file)
                        .replace("\"quorum\"", "\"data_dir\": \"" + dataDir + "\", \"quorum\""));
    }

    /** A script that the file finds. */
    static void script(Path folder, String name, String line) throws IOException {
        Path file = Files.createDirectories(folder.resolve("scripts")).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
