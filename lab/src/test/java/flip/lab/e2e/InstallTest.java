package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bin/install puts where, and the unit for systemd. */
@Tag("e2e")
class InstallTest {
    private static final Path ROOT = Path.of(System.getProperty("flip.repository", ".."));
    private static final Path UNIT = ROOT.resolve("packaging/flip.service");

    @TempDir Path folder;

    private record Outcome(int code, String said) {}

    @Test
    void whatIsInstalledRunsWithoutSourcesAndFindsItsScripts() throws Exception {
        Path root = installed();
        Path flip = root.resolve("usr/bin/flip");
        Path file = root.resolve("etc/flip/flip.json");

        Outcome valid = run(List.of(flip.toString(), "validate", file.toString()));

        assertThat(valid.code()).as(valid.said()).isZero();
        assertThat(Files.readString(file)).doesNotContain("\"id\"").contains("\"servers\"");
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(permissions(root.resolve("var/lib/flip"))).isEqualTo("rwx------");
        assertThat(root.resolve("usr/share/flip/scripts/ip_up.sh")).isExecutable();
        assertThat(root.resolve("usr/share/flip/scripts/lib/addresses.sh")).exists();
        assertThat(root.resolve("usr/lib/flip/pom.xml")).doesNotExist();
    }

    @Test
    void aConfigurationThatIsThereStays() throws Exception {
        Path file = installed().resolve("etc/flip/flip.json");
        Files.writeString(file, "mine");

        assertThat(installed().resolve("etc/flip/flip.json")).hasContent("mine");
    }

    @Test
    void systemdFindsNothingWrongWithTheUnit() throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(at -> Files.isExecutable(Path.of(at, "systemd-analyze"))),
                "systemd is not installed");
        String flip = installed().resolve("usr/bin/flip").toString();
        Path unit = folder.resolve("flip.service");
        Files.writeString(unit, Files.readString(UNIT).replace("/usr/bin/flip", flip));

        Outcome verified = run(List.of("systemd-analyze", "--man=no", "verify", unit.toString()));

        assertThat(verified.said()).isEmpty();
        assertThat(verified.code()).isZero();
    }

    @Test
    void theUnitReleasesStartsAgainAndLeavesTheEndToTheAgent() throws IOException {
        assertThat(Files.readAllLines(UNIT))
                .contains(
                        "Wants=network-online.target",
                        "After=network-online.target",
                        "StartLimitIntervalSec=0",
                        "ExecStopPost=/usr/bin/flip release -c /etc/flip/flip.json -n ${FLIP_ID}",
                        "Restart=always",
                        "RestartSec=1",
                        "RestartPreventExitStatus=2",
                        "KillMode=mixed",
                        "TimeoutStopSec=10min");
    }

    private Path installed() throws Exception {
        Path root = folder.resolve("root");
        Outcome outcome = run(List.of(ROOT.resolve("bin/install").toString(), root.toString()));
        assertThat(outcome.code()).as(outcome.said()).isZero();
        return root;
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private Outcome run(List<String> command) throws Exception {
        Path said = folder.resolve("said");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("FLIP_ARCHIVE", "no");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8));
    }
}
