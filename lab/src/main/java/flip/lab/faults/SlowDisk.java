package flip.lab.faults;

import flip.lab.contender.Contender;
import flip.lab.e2e.Agents;
import flip.lab.e2e.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The first owner's agent remembers on a file system of its own, which can stand still. */
record SlowDisk() implements Preparation {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration LENGTH = Duration.ofSeconds(5);

    @Override
    public Optional<String> whyNot() {
        if (!Files.exists(Path.of("/dev/loop-control"))) {
            return Optional.of("there are no loop devices here");
        }
        String tools = "command -v mkfs.ext4 && command -v fsfreeze";
        return Command.attempt("", LIMIT, "sh", "-c", tools).exitCode() == 0
                ? Optional.empty()
                : Optional.of("mkfs.ext4 or fsfreeze is missing (Debian: e2fsprogs, util-linux)");
    }

    @Override
    public String shell(Agents agents, String server) {
        if (!server.equals(Contender.OWNER)) {
            return "";
        }
        Path image = agents.folder().resolve(server + ".img");
        return "truncate -s 16M %1$s && mkfs.ext4 -q -F %1$s && mount -o loop %1$s %2$s"
                .formatted(image, agents.dataDir(server));
    }

    /**
     * For five seconds whoever writes there waits; should this process end, no longer: what stands
     * still keeps its agent from being killed.
     */
    static void stall(Testbed testbed) {
        Thread thaw = new Thread(() -> thaw(testbed), "lab-thaw");
        Runtime.getRuntime().addShutdownHook(thaw);
        testbed.insideFilesOf(Contender.OWNER, "fsfreeze --freeze " + folder(testbed));
        try {
            testbed.pass(LENGTH);
        } finally {
            thaw(testbed);
            Runtime.getRuntime().removeShutdownHook(thaw);
        }
    }

    private static void thaw(Testbed testbed) {
        testbed.insideFilesOf(Contender.OWNER, "fsfreeze --unfreeze " + folder(testbed));
    }

    private static Path folder(Testbed testbed) {
        return testbed.flip().agents().dataDir(Contender.OWNER);
    }
}
