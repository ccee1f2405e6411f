package flip.agent.cli;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.gson.GsonBuilder;
import flip.agent.admin.StatusReport;
import flip.agent.cli.Finding.Level;
import flip.agent.cli.Table.Cell;
import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Problem;
import flip.agent.config.Reading;
import flip.agent.config.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether a host is ready. */
@Command(
        name = "doctor",
        description = {
            "Says whether this host is ready for what its configuration wants of it, a line for each",
            "check, and what to do. Best as the user that the agent runs as, beside that agent: only",
            "it knows whether the others are reached. Nothing is changed."
        },
        footer = {
            "",
            "Example: flip doctor -c /etc/flip/flip.json -n flip1",
            "",
            "Exit codes: 0 nothing failed, 1 something did, 64 usage"
        })
final class DoctorCommand implements Callable<Integer> {
    private static final Splitter COLONS = Splitter.on(':').omitEmptyStrings();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private WhichServer server = new WhichServer();

    @Option(
            names = {"-s", "--socket"},
            paramLabel = "SOCKET",
            description = "The agent's management socket (as the configuration has it).")
    private String socket = "";

    @Option(
            names = "--json",
            description = "{\"findings\": [{\"level\", \"check\", \"found\", \"remedy\"}, ...]}")
    private boolean json;

    @Override
    public Integer call() {
        Reading reading = ConfigurationFile.read(server.config(), OwnId.of(server.id()), false);
        List<Finding> findings = new ArrayList<>();
        if (reading instanceof Reading.Accepted accepted) {
            findings.addAll(of(accepted.settings()));
        } else {
            reading.errors()
                    .lines()
                    .forEach(
                            line ->
                                    findings.add(
                                            Finding.fail(
                                                    "configuration",
                                                    line,
                                                    "correct it; `flip validate` says more")));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(findings));
        } else {
            table(findings).lines(Paint.ofOutput(), Terminal.columns()).forEach(out::println);
        }
        out.flush();
        boolean failed = findings.stream().anyMatch(each -> each.level() == Level.FAIL);
        return failed ? ExitCode.FAILED : 0;
    }

    private List<Finding> of(Settings settings) {
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.ok(
                        "configuration", server.config() + " can be used by " + settings.self()));
        settings.warnings().stream()
                .map(Problem::line)
                .forEach(line -> findings.add(Finding.warn("configuration", line, "see there")));
        Optional<StatusReport> agent = agent(settings, findings);
        Needs needs = Needs.of(settings);
        findings.addAll(new HostLook(needs, path()).findings());
        findings.addAll(new SystemsLook(needs, settings, agent).findings());
        findings.addAll(new PeersLook(settings, agent).findings());
        findings.add(
                new DiskLook(
                                settings.dataDir(),
                                settings.catalog().configuration().timing().guard())
                        .finding());
        findings.add(new ServiceLook(agent).finding());
        return findings;
    }

    /** The one that runs here, wherever it listens. */
    private Optional<StatusReport> agent(Settings settings, List<Finding> findings) {
        List<Path> sockets =
                socket.isEmpty()
                        ? List.of(settings.adminSocket(), settings.dataDir().resolve("flip.sock"))
                        : List.of(Path.of(socket));
        String trouble = "";
        for (Path each : sockets) {
            try {
                AdminClient.Answer answer = new AdminClient(each).get("/v1/status");
                StatusReport report = StatusCommand.report(answer);
                if (report.server().equals(settings.self().value())) {
                    findings.add(Finding.ok("agent", "runs, as process " + report.agent().pid()));
                    return Optional.of(report);
                }
                trouble = "at " + each + " is the agent of " + report.server();
            } catch (CommandFailed e) {
                trouble = trouble.isEmpty() ? String.valueOf(e.getMessage()) : trouble;
            }
        }
        findings.add(
                Finding.warn(
                        "agent",
                        "does not run, or not for us: " + trouble,
                        "start it to know more"));
        return Optional.empty();
    }

    /** Where programs are looked for, by scripts too. */
    private static List<Path> path() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return COLONS.splitToStream(path + ":/usr/sbin:/sbin").map(Path::of).toList();
    }

    /** As it is printed for programs. */
    private record Shown(String level, String check, String found, String remedy) {
        static Shown of(Finding finding) {
            return new Shown(
                    Ascii.toLowerCase(finding.level().name()),
                    finding.check(),
                    finding.found(),
                    finding.remedy());
        }
    }

    private static String json(List<Finding> findings) {
        return new GsonBuilder()
                .disableHtmlEscaping()
                .setPrettyPrinting()
                .create()
                .toJson(Map.of("findings", findings.stream().map(Shown::of).toList()));
    }

    private static Table table(List<Finding> findings) {
        Paint paint = Paint.ofOutput();
        Table table = new Table("", "CHECK", "FOUND", "DO");
        for (Finding each : findings) {
            UnaryOperator<String> color =
                    switch (each.level()) {
                        case OK -> paint::good;
                        case WARN -> paint::warning;
                        case FAIL -> paint::bad;
                    };
            table.add(
                    new Cell(Ascii.toLowerCase(each.level().name()), color),
                    new Cell(each.check(), paint::strong),
                    Cell.of(each.found()),
                    Cell.of(each.remedy()));
        }
        return table;
    }
}
