package flip.lab.faults;

import flip.lab.e2e.ClusterFile;
import flip.lab.e2e.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** The shipped scripts with something before them that can be told to be slow, fail or hang. */
record TroubledScripts() implements Preparation {
    /** What a script does before it does its work. */
    enum Trouble {
        SLOW("sleep 0.2", "each takes 0.2 s longer"),
        FAILING("rm -f \"$trouble\"; exit 1", "the first of each fails"),
        HANGING(
                "rm -f \"$trouble\"; sleep 1000",
                "the first of each hangs until it is ended after 2 s");

        private final String shell;
        private final String words;

        Trouble(String shell, String words) {
            this.shell = shell;
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final String TEXT =
            """
            #!/bin/sh
            # What a fault has a script do first is in a file of the server's and the event's name.
            trouble="%s/trouble-$FLIP_SERVER-$FLIP_EVENT"
            if [ -e "$trouble" ]; then
                . "$trouble"
            fi
            exec %s "$@"
            """;

    @Override
    public void change(ClusterFile file, Path folder) {
        var system = file.system(ClusterFile.SYSTEM);
        system.addProperty("alive", write(folder, "ip_up.sh").toString());
        system.addProperty("down", write(folder, "ip_down.sh").toString());
        system.addProperty("timeout", TIMEOUT.toMillis());
    }

    private static Path write(Path folder, String name) {
        Path shipped = Repository.root().resolve("scripts").resolve(name);
        try {
            Path script =
                    Files.writeString(
                            folder.resolve("troubled-" + name), TEXT.formatted(folder, shipped));
            return Files.setPosixFilePermissions(
                    script, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on the scripts of all servers have that trouble. */
    static void begin(Testbed testbed, Trouble trouble) {
        for (String server : testbed.subject().servers()) {
            for (String event : new String[] {"alive", "down"}) {
                try {
                    Files.writeString(file(testbed, server, event), trouble.shell + "\n");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    static void end(Testbed testbed) {
        for (String server : testbed.subject().servers()) {
            for (String event : new String[] {"alive", "down"}) {
                try {
                    Files.deleteIfExists(file(testbed, server, event));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static Path file(Testbed testbed, String server, String event) {
        return testbed.flip().agents().folder().resolve("trouble-" + server + "-" + event);
    }
}
