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

/** What can be said of the library of the address scripts without running it. */
class ScriptTextTest {
    @Test
    void perlHasNothingToSay() throws IOException {
        assumeTrue(isHere("perl"), "needs perl");
        List<String> files = new ArrayList<>(named(".pl"));
        files.addAll(named(".pm"));
        for (String file : files) {
            Ran ran =
                    Ran.command(
                            Map.of("PATH", Ran.usualPath()),
                            List.of("perl", "-c", "-w", "-I" + TwoHosts.script("lib"), file));

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
