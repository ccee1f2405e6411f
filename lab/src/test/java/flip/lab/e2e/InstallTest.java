package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
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

    private static final String COPY =
            "tar -C ~/flip-server --owner=0 --group=0 -cf - ."
                    + " | ssh root@HOST tar -C / --no-overwrite-dir -xpf -";

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
        assertThat(root.resolve("var")).doesNotExist();
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
    void theModeOfAFolderThatIsThereStays() throws Exception {
        Path etc = installed().resolve("etc/flip");
        Files.setPosixFilePermissions(etc, PosixFilePermissions.fromString("rwx------"));

        assertThat(permissions(installed().resolve("etc/flip"))).isEqualTo("rwx------");
    }

    @Test
    void theJarThatIsNamedIsTheOneThatIsInstalled() throws Exception {
        Path jar = installed().resolve("usr/lib/flip/lib/flip.jar");
        Path named = Files.copy(jar, folder.resolve("named.jar"));
        try (FileSystem inside = FileSystems.newFileSystem(named)) {
            Files.writeString(inside.getPath("named"), "one more file");
        }

        Path root = installed(Map.of("FLIP_JAR", named.toString()));

        assertThat(root.resolve("usr/lib/flip/lib/flip.jar")).hasSameBinaryContentAs(named);
    }

    /**
     * The agent may run it at that very moment, and the disk may be full: half of one would say
     * that it has lowered.
     */
    @Test
    void aScriptThatIsThereIsReplacedAtOnceAndNotWrittenTo() throws Exception {
        Path script = installed().resolve("usr/lib/flip/scripts/ip_down.sh");
        Files.writeString(script, "older");
        Path running = Files.createLink(folder.resolve("running"), script);

        installed();

        assertThat(running).hasContent("older");
        assertThat(script).hasSameTextualContentAs(ROOT.resolve("scripts/ip_down.sh"));
        assertThat(permissions(script)).isEqualTo("rwxr-xr-x");
        try (Stream<Path> all = Files.walk(folder.resolve("root"))) {
            assertThat(all).noneMatch(path -> path.toString().endsWith(".new"));
        }
    }

    @Test
    void theSystemsOwnFileOutlastsAnUpgradeAsTheReadmeHasIt() throws Exception {
        String readme = Files.readString(ROOT.resolve("README.md"));
        assertThat(readme).contains(COPY, "`--exclude=./etc`");
        Path etc = Files.createDirectories(folder.resolve("server/etc/flip"));
        Path file = Files.writeString(etc.resolve("flip.json"), "mine");
        String copy =
                COPY.replaceFirst("^tar", "tar --exclude=./etc")
                        .replace("~/flip-server", installed().toString())
                        .replace("ssh root@HOST tar -C /", "tar -C " + folder.resolve("server"));

        Outcome copied = run(List.of("sh", "-c", copy));

        assertThat(copied.code()).as(copied.said()).isZero();
        assertThat(file).hasContent("mine");
        assertThat(folder.resolve("server/usr/lib/flip/lib/flip.jar")).exists();
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
                        "OOMPolicy=continue",
                        "TimeoutStopSec=10min");
    }

    private Path installed() throws Exception {
        return installed(Map.of());
    }

    private Path installed(Map<String, String> environment) throws Exception {
        Path root = folder.resolve("root");
        Outcome outcome =
                run(List.of(ROOT.resolve("bin/install").toString(), root.toString()), environment);
        assertThat(outcome.code()).as(outcome.said()).isZero();
        return root;
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private Outcome run(List<String> command) throws Exception {
        return run(command, Map.of());
    }

    private Outcome run(List<String> command, Map<String, String> environment) throws Exception {
        Path said = folder.resolve("said");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("FLIP_ARCHIVE", "no");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8));
    }
}
