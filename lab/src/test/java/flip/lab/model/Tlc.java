package flip.lab.model;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** TLC in a process of its own, as it can run only once in one. */
final class Tlc {
    private static final Pattern VIOLATED = Pattern.compile("Invariant (\\w+) is violated");
    private static final Pattern STATES =
            Pattern.compile("(\\d+ states generated, \\d+ distinct states found)");
    private static final String DONE = "Model checking completed. No error has been found.";

    /** Much longer than any of them takes on a machine with other work. */
    private static final Duration LIMIT = Duration.ofMinutes(15);

    private Tlc() {}

    /**
     * What TLC found.
     *
     * @param isComplete whether it saw all states, and nothing wrong in them
     * @param violated the invariant that a state breaks
     * @param output all that it printed
     */
    record Verdict(boolean isComplete, Optional<String> violated, String output) {
        /** How many states it went through. */
        String states() {
            return first(STATES, output).orElse("no states");
        }
    }

    /** Checks a module with a configuration, in a folder that it may fill. */
    static Verdict check(Path module, String configuration, Path folder)
            throws IOException, InterruptedException {
        Path copy = Files.copy(module, folder.resolve(module.getFileName()));
        Path written = Files.writeString(folder.resolve("checked.cfg"), configuration);
        Path output = folder.resolve("output");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-XX:+UseParallelGC",
                                "-Xmx1g",
                                // It unpacks its own modules there.
                                "-Djava.io.tmpdir=" + folder,
                                "-cp",
                                jar().toString(),
                                "tlc2.TLC",
                                "-workers",
                                "auto",
                                "-metadir",
                                folder.resolve("states").toString(),
                                "-config",
                                written.toString(),
                                copy.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("TLC does not end: " + Files.readString(output));
            }
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        return new Verdict(
                process.exitValue() == 0 && said.contains(DONE), first(VIOLATED, said), said);
    }

    /** Where the class path has it. */
    private static Path jar() {
        try {
            return Path.of(
                    tlc2.TLC.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<String> first(Pattern pattern, String text) {
        List<MatchResult> found = pattern.matcher(text).results().toList();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.get(found.size() - 1).group(1));
    }
}
