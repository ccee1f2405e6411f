package flip.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is promised of {@code down}s that run side by side, in the memory that an agent has. */
class ManyRunsTest {
    @Test
    void asManyLowerAsMayInTheMemoryOfAnAgent(@TempDir Path place) throws Exception {
        Scripts scripts = new Scripts(place);
        scripts.close();
        scripts.with("wait", "echo up", "read -r line <\"$1\"");
        Path gate = place.resolve("gate");
        Path said = place.resolve("said");
        assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor()).isZero();

        // The limits are those of bin/flip.
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin/java")
                                                .toString(),
                                        "-XX:+UseSerialGC",
                                        "-Xms8m",
                                        "-Xmx32m",
                                        "-Xmn2m",
                                        "-Xss256k",
                                        "-XX:+ExitOnOutOfMemoryError",
                                        "-Djava.io.tmpdir=" + scripts.scratch,
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        ManyRuns.class.getName(),
                                        scripts.folder.toString(),
                                        gate.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        assertThat(Files.readString(said)).contains(ScriptRunner.MOST_LOWERING + " ran beside");
    }
}
