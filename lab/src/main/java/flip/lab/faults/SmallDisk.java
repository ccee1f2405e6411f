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
    static void fill(Testbed testbed, String server) {
        String filler = filler(testbed, server);
        testbed.insideFilesOf(
                server, "cat /dev/zero > " + filler + " 2>/dev/null || test -s " + filler);
    }

    static void free(Testbed testbed, String server) {
        testbed.insideFilesOf(server, "rm " + filler(testbed, server));
    }

    private static String filler(Testbed testbed, String server) {
        Path folder = testbed.flip().agents().dataDir(server);
        return folder.resolve("filler").toString();
    }
}
