package flip.lab.faults;

import flip.lab.contender.Contender;
import flip.lab.e2e.Agents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The first owner's agent is told the time of day by libfaketime, which looks into a file; clocks
 * that only count are left alone. The kernel cannot do that: a time namespace has no wall clock.
 */
record OwnClock() implements Preparation {
    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

    @Override
    public Optional<String> whyNot() {
        return library().isPresent()
                ? Optional.empty()
                : Optional.of("libfaketime is missing (Debian: libfaketime)");
    }

    /** Debian has libraries in a folder of the architecture's name. */
    private static Optional<Path> library() {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(LIBRARIES, "*-linux-*")) {
            for (Path folder : folders) {
                Path library = folder.resolve(LIBRARY);
                if (Files.exists(library)) {
                    return Optional.of(library);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String shell(Agents agents, String server) {
        return server.equals(Contender.OWNER) ? environment(file(agents)) : "";
    }

    /**
     * What a shell exports, so that programs read the time of day from that file. The "monotonic
     * fix" is one for old C libraries; with it every timed wait of a Java program ends at once.
     */
    static String environment(Path file) {
        step(file, "+0");
        return "export LD_PRELOAD="
                + library().orElseThrow()
                + " FAKETIME_TIMESTAMP_FILE="
                + file
                + " FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1"
                + " FAKETIME_FORCE_MONOTONIC_FIX=0";
    }

    /** From now on the clock shows so much more, or less: {@code +1d}. */
    static void step(Testbed testbed, String by) {
        step(file(testbed.flip().agents()), by);
    }

    static void step(Path file, String by) {
        try {
            Path written = Files.writeString(file.resolveSibling("clock.new"), by + "\n");
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(Agents agents) {
        return agents.folder().resolve("clock");
    }
}
