package flip.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shell scripts of the project, as text. */
class ShellScriptsTest {
    private static final Path ROOT = Path.of(System.getProperty("flip.repository", ".."));

    @Test
    void theyAreFound() throws IOException {
        assertThat(scripts()).contains(ROOT.resolve("bin/flip"), ROOT.resolve("bin/test"));
    }

    @Test
    void anybodyMayRunThem() throws IOException {
        assertThat(scripts()).allMatch(Files::isExecutable);
    }

    @Test
    void theyAreForThePlainShell() throws IOException {
        for (Path script : scripts()) {
            assertThat(Files.readAllLines(script).get(0))
                    .as(script.toString())
                    .isEqualTo("#!/bin/sh");
        }
    }

    @Test
    void shellcheckHasNothingToSayAboutThem() throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(at -> Files.isExecutable(Path.of(at, "shellcheck"))),
                "shellcheck is not installed");
        // With the files that they read, in the places where they are read.
        List<String> command = new ArrayList<>(List.of("shellcheck", "-x", "-a", "-s", "sh"));
        scripts().forEach(script -> command.add(script.toString()));

        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
        assertThat(process.exitValue()).isZero();
    }

    private static List<Path> scripts() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String folder : List.of("bin", ".ci", "scripts")) {
            Path at = ROOT.resolve(folder);
            if (Files.isDirectory(at)) {
                try (Stream<Path> files = Files.list(at)) {
                    files.filter(Files::isRegularFile).forEach(found::add);
                }
            }
        }
        return found;
    }
}
