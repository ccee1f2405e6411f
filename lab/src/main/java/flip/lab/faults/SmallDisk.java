package flip.lab.faults;

import flip.lab.e2e.Agents;
import java.nio.file.Path;

/** Every agent remembers on a disk that is soon full. */
record SmallDisk() implements Preparation {
    @Override
    public String shell(Agents agents, String server) {
        return "mount -t tmpfs -o size=256k lab " + agents.dataDir(server);
    }

    /** Not a byte more can be written to the disk of a server. */
    static void fill(Stage stage, String server) {
        String filler = filler(stage, server);
        stage.insideFilesOf(
                server, "cat /dev/zero > " + filler + " 2>/dev/null || test -s " + filler);
    }

    static void free(Stage stage, String server) {
        stage.insideFilesOf(server, "rm " + filler(stage, server));
    }

    private static String filler(Stage stage, String server) {
        Path folder = stage.flip().agents().dataDir(server);
        return folder.resolve("filler").toString();
    }
}
