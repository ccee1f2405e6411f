package flip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import flip.agent.admin.AdminServer;
import flip.agent.admin.AdminSource;
import flip.agent.admin.RecoveryReport;
import flip.agent.admin.Reports;
import flip.agent.admin.StatusReport;
import flip.agent.admin.StatusReport.Health;
import flip.agent.cli.Finding.Level;
import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Reading;
import flip.agent.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a host that is ready, and of one that lacks something. */
class DoctorCommandTest {
    private static final String SCRIPTS = "\"alive\": \"up\", \"down\": \"down\"";
    private static final String DRIVER = "\"driver\": \"ip_driver\"";

    @TempDir private Path folder;
    private int port;

    private record Ended(int code, List<Finding> findings) {
        Finding about(String check) {
            return findings.stream()
                    .filter(each -> each.check().equals(check))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nothing of " + check + ": " + findings));
        }
    }

    @BeforeEach
    void prepare() throws IOException {
        script("up");
        script("down");
        script("ip_driver");
        Files.createDirectories(folder.resolve("data"));
        try (DatagramSocket free = new DatagramSocket(0, InetAddresses.forString("127.0.0.1"))) {
            port = free.getLocalPort();
        }
    }

    @Test
    void aHostThatIsReadyFailsInNothing() throws IOException {
        Ended ended = doctor(file(SCRIPTS, "{}"));

        assertThat(ended.findings()).noneMatch(each -> each.level() == Level.FAIL);
        assertThat(ended.code()).isZero();
        assertThat(ended.about("configuration").level()).isEqualTo(Level.OK);
        assertThat(ended.about("script up").found()).endsWith("scripts/up.sh");
        assertThat(ended.about("system ip").found()).contains("stays until `flip release`");
        assertThat(ended.about("data_dir").found()).contains("durable after");
        assertThat(ended.about("server flip2").found()).contains("there is a way");
        assertThat(ended.about("port").level()).isEqualTo(Level.OK);
        assertThat(ended.about("agent").level()).isEqualTo(Level.WARN);
        assertThat(folder.resolve("data")).isEmptyDirectory();
    }

    @Test
    void eachThingThatIsMissingIsNamed() throws IOException {
        Files.delete(folder.resolve("scripts/ip_driver.sh"));
        Files.delete(folder.resolve("data"));
        Files.writeString(folder.resolve("data"), "a file");

        Ended ended;
        try (DatagramSocket other =
                new DatagramSocket(port, InetAddresses.forString("127.0.0.1"))) {
            assertThat(other.isBound()).isTrue();
            ended = doctor(file(DRIVER, "{\"interface\": \"nope9\"}"));
        }

        assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.about("script ip_driver").found()).contains("there is no script");
        assertThat(ended.about("interface nope9").found()).contains("is not here", "lo");
        assertThat(ended.about("interface nope9").level()).isEqualTo(Level.FAIL);
        assertThat(ended.about("data_dir").level()).isEqualTo(Level.FAIL);
        assertThat(ended.about("port").found()).contains("cannot listen", "port " + port);
    }

    @Test
    void aFileThatIsRefusedIsAllThatIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("flip.json"), "{\"servers\": 3}");

        Ended ended = doctor(file);

        assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.findings())
                .isNotEmpty()
                .allMatch(each -> each.check().equals("configuration"))
                .allMatch(each -> each.level() == Level.FAIL);
    }

    @Test
    void whatTheAgentKnowsOfOthersAndOfItsDriverIsSaid() throws Exception {
        Path file = file(DRIVER, "{}");
        Ended ended;
        try (AdminServer server = AdminServer.bind(folder.resolve("s"), new Agent())) {
            assertThat(server.socket()).exists();
            ended = doctor(file);
        }

        assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.about("agent").found()).contains("runs, as process");
        assertThat(ended.about("server flip2").found()).contains("no round trip", "9.1 s");
        assertThat(ended.about("system ip"))
                .isEqualTo(
                        Finding.fail(
                                "system ip",
                                "driver ip_driver is gone: driver ip_driver has ended, with exit code 1",
                                "look at the log of the agent"));
    }

    @Test
    void withoutItsProgramsTheDriverOfAddressesCannotBeUsed() throws IOException {
        Needs needs = Needs.of(settings(file(DRIVER + ", \"kernel_lease\": true", "{}")));

        List<Finding> without = new HostLook(needs, List.of(folder)).findings();

        assertThat(without)
                .filteredOn(each -> each.level() == Level.FAIL)
                .extracting(Finding::check)
                .contains("ip", "perl", "nft");
        for (String program : List.of("ip", "perl", "nft")) {
            script(program, folder.resolve(program));
        }
        assertThat(new HostLook(needs, List.of(folder)).findings())
                .filteredOn(each -> List.of("ip", "perl", "nft").contains(each.check()))
                .allMatch(each -> each.level() == Level.OK);
    }

    @Test
    void withoutAKernelLeaseNftIsOnlyMissed() throws IOException {
        Needs needs = Needs.of(settings(file(DRIVER, "{}")));

        assertThat(new HostLook(needs, List.of(folder)).findings())
                .filteredOn(each -> each.check().equals("nft"))
                .extracting(Finding::level)
                .containsExactly(Level.WARN);
    }

    @Test
    void aDiskThatIsSlowerThanTheGuardIsWarnedOf() {
        Finding slow = new DiskLook(folder.resolve("data"), Duration.ZERO).finding();

        assertThat(slow.level()).isEqualTo(Level.WARN);
        assertThat(slow.found()).contains("durable after", "`guard` is 0 ms");
    }

    @Test
    void aFolderThatIsNotThereYetIsMade() {
        Finding later = new DiskLook(folder.resolve("a/b"), Duration.ofDays(1)).finding();

        assertThat(later.level()).isEqualTo(Level.OK);
        assertThat(folder.resolve("a")).doesNotExist();
    }

    /** Of flip1, which does not reach flip2 and whose driver is gone. */
    private static final class Agent implements AdminSource {
        @Override
        public CompletionStage<StatusReport> status(Executor maker) {
            return CompletableFuture.completedFuture(Reports.of(Health.DEGRADED));
        }

        @Override
        public CompletionStage<String> plan(List<String> down, List<String> up, Executor maker) {
            throw new AssertionError("nobody asks for a plan here");
        }

        @Override
        public CompletionStage<byte[]> dump() {
            throw new AssertionError("nobody asks for a dump here");
        }

        @Override
        public CompletionStage<RecoveryReport> recover(List<String> lost) {
            throw new AssertionError("nobody says that anybody is lost here");
        }

        @Override
        public CompletionStage<RecoveryReport> recovery() {
            throw new AssertionError("nobody asks for that here");
        }
    }

    private Ended doctor(Path file) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Commands.run(
                        new String[] {"doctor", "-c", file.toString(), "-n", "flip1", "--json"},
                        (config, named) -> 0,
                        new PrintWriter(out),
                        new PrintWriter(err));
        assertThat(err.toString()).isEmpty();
        List<Finding> findings = new ArrayList<>();
        JsonObject all = JsonParser.parseString(out.toString()).getAsJsonObject();
        for (JsonElement each : all.getAsJsonArray("findings")) {
            JsonObject finding = each.getAsJsonObject();
            findings.add(
                    new Finding(
                            Level.valueOf(
                                    finding.get("level")
                                            .getAsString()
                                            .toUpperCase(java.util.Locale.ROOT)),
                            finding.get("check").getAsString(),
                            finding.get("found").getAsString(),
                            finding.get("remedy").getAsString()));
        }
        return new Ended(code, findings);
    }

    private static Settings settings(Path file) {
        Reading reading = ConfigurationFile.read(file, new OwnId.Named("flip1"), true);
        assertThat(reading).as(reading.report()).isInstanceOf(Reading.Accepted.class);
        return ((Reading.Accepted) reading).settings();
    }

    private Path file(String tool, String config) throws IOException {
        Path file = folder.resolve("flip.json");
        Files.writeString(
                file,
                """
                {"key": "a key of sixteen or more", "quorum": 2,
                 "data_dir": "%s", "scripts_dir": "%s", "admin": {"socket": "%s"},
                 "servers": {
                   "flip1": {"ip": "127.0.0.1", "port": %d, "systems": ["ip"]},
                   "flip2": {"ip": "127.0.0.1", "port": 1, "systems": ["ip"]}},
                 "cluster": {"system": {"ip": {%s, "config": %s, "data": ["192.0.2.1"]}}}}
                """
                        .formatted(
                                folder.resolve("data"),
                                folder.resolve("scripts"),
                                folder.resolve("s"),
                                port,
                                tool,
                                config));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private void script(String name) throws IOException {
        Files.createDirectories(folder.resolve("scripts"));
        script(name, folder.resolve("scripts").resolve(name + ".sh"));
    }

    private static void script(String name, Path file) throws IOException {
        Files.writeString(file, "#!/bin/sh\n: " + name + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
