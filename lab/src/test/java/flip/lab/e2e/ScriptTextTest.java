package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be said of the scripts without running them. */
class ScriptTextTest {
    @Test
    void shellcheckHasNothingToSay() throws IOException {
        assumeTrue(isHere("shellcheck"), "needs shellcheck: install Debian's package of that name");
        List<String> command = new ArrayList<>(List.of("shellcheck", "-x", "-a"));
        // With these come the files that they read, and each in the place where it is read.
        command.addAll(named(".sh").stream().filter(each -> !each.contains("/lib/")).toList());

        Ran ran = Ran.command(Map.of("PATH", Ran.usualPath()), command);

        assertThat(ran.output()).isEmpty();
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void perlHasNothingToSay() throws IOException {
        assumeTrue(isHere("perl"), "needs perl");
        for (String file : named(".pl")) {
            Ran ran =
                    Ran.command(Map.of("PATH", Ran.usualPath()), List.of("perl", "-c", "-w", file));

            assertThat(ran.output().strip()).isEqualTo(file + " syntax OK");
        }
    }

    @Test
    void theScriptsCanBeRunAndTheirLibraryCannot() throws IOException {
        assertThat(named(".sh"))
                .allSatisfy(
                        file ->
                                assertThat(Files.isExecutable(Path.of(file)))
                                        .as(file)
                                        .isEqualTo(!file.contains("/lib/")));
    }

    private static boolean isHere(String tool) {
        return Stream.of(Ran.usualPath().split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private static List<String> named(String end) throws IOException {
        try (Stream<Path> files = Files.walk(TwoHosts.script(""))) {
            List<String> found =
                    files.map(Path::toString).filter(each -> each.endsWith(end)).sorted().toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }
}
