package flip.agent.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Whether what must be remembered can be written, and how long that takes. */
final class DiskLook {
    private static final int TRIALS = 5;
    private static final int TRIAL_BYTES = 4096;

    private final Path dataDir;
    private final Duration guard;

    /**
     * A look.
     *
     * @param guard a disk that takes longer holds up the agreement
     */
    DiskLook(Path dataDir, Duration guard) {
        this.dataDir = dataDir;
        this.guard = guard;
    }

    Finding finding() {
        if (Files.notExists(dataDir)) {
            Path above = dataDir.toAbsolutePath();
            while (above.getParent() != null && Files.notExists(above)) {
                above = above.getParent();
            }
            return Files.isDirectory(above) && Files.isWritable(above)
                    ? Finding.ok("data_dir", dataDir + " is made at the first start")
                    : Finding.fail(
                            "data_dir",
                            dataDir + " is not there, and cannot be made in " + above,
                            "make it, for the user that the agent runs as alone");
        }
        try {
            return told(longest());
        } catch (IOException e) {
            return Finding.fail(
                    "data_dir",
                    "cannot write in " + dataDir + ": " + e,
                    "let the user of the agent write there, and look at the disk");
        }
    }

    private Finding told(Duration longest) {
        String found =
                "a write is durable after " + Math.round(longest.toNanos() / 1e5) / 10.0 + " ms";
        return longest.compareTo(guard) < 0
                ? Finding.ok("data_dir", found)
                : Finding.warn(
                        "data_dir",
                        found + ", and `guard` is " + guard.toMillis() + " ms",
                        "use a faster disk: each change waits for two writes");
    }

    /** Beside whatever an agent writes there at the same time. */
    private Duration longest() throws IOException {
        Path trial = Files.createTempFile(dataDir, "doctor-", ".trial");
        try (FileChannel channel = FileChannel.open(trial, StandardOpenOption.WRITE)) {
            long longest = 0;
            for (int each = 0; each < TRIALS; each++) {
                long begin = System.nanoTime();
                channel.write(ByteBuffer.allocate(TRIAL_BYTES));
                channel.force(true);
                longest = Math.max(longest, System.nanoTime() - begin);
            }
            return Duration.ofNanos(longest);
        } finally {
            Files.delete(trial);
        }
    }
}
