package flip.agent.cli;

import com.google.gson.JsonParseException;
import flip.agent.admin.WhatIf;
import flip.agent.cli.Table.Cell;
import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Reading;
import flip.systems.Catalog;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says who would hold what. */
@Command(
        name = "plan",
        description = {
            "Says who would hold what, and what would move, if some servers were down and others up.",
            "Nothing is done. With a file, all others count as up; without, as the agent sees them."
        },
        footer = {
            "",
            "Example: flip plan --config /etc/flip/flip.json --down flip1",
            "",
            "Exit codes: 0, 1 the file or a server's name is wrong, 3 no agent answers, 64 usage"
        })
final class PlanCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--down", paramLabel = "ID", description = "As if that server were down.")
    private List<String> down = List.of();

    @Option(names = "--up", paramLabel = "ID", description = "As if that server were up.")
    private List<String> up = List.of();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Of this configuration; needs no agent.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = {"-s", "--socket"},
            paramLabel = "SOCKET",
            description = "The agent's management socket (FLIP_SOCKET, or /run/flip/flip.sock).")
    private String socket = "";

    @Option(names = "--json", description = "{\"systems\": {NAME: {DATUM: [SERVER, ...]}}}")
    private boolean json;

    @Override
    public Integer call() throws CommandFailed {
        PrintWriter out = spec.commandLine().getOut();
        WhatIf.Answer then;
        WhatIf.Answer now;
        if (config.isPresent()) {
            Catalog catalog = catalog(config.get());
            then = answer(catalog, down, up);
            now = answer(catalog, List.of(), List.of());
        } else {
            AdminClient client = new AdminClient(AdminClient.socket(socket));
            then = asked(client, path());
            now = json ? then : asked(client, "/v1/plan");
        }
        if (json) {
            out.println(then.toJson());
        } else {
            table(now, then).lines(Paint.ofOutput(), Terminal.columns()).forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private Table table(WhatIf.Answer now, WhatIf.Answer then) {
        Paint paint = Paint.ofOutput();
        Table table = new Table("SYSTEM", "DATUM", "SERVER", "");
        then.systems()
                .forEach(
                        (system, data) ->
                                data.forEach(
                                        (datum, servers) ->
                                                table.add(
                                                        Cell.of(system),
                                                        new Cell(datum, paint::strong),
                                                        servers.isEmpty()
                                                                ? new Cell("nobody", paint::bad)
                                                                : Cell.of(named(servers)),
                                                        new Cell(
                                                                moved(
                                                                        owners(now, system, datum),
                                                                        servers),
                                                                paint::warning))));
        return table;
    }

    private static List<String> owners(WhatIf.Answer answer, String system, String datum) {
        return answer.systems()
                .getOrDefault(system, new java.util.TreeMap<>())
                .getOrDefault(datum, List.of());
    }

    private static String moved(List<String> before, List<String> after) {
        if (before.equals(after)) {
            return "";
        }
        return before.isEmpty() ? "nobody has it now" : "moves from " + named(before);
    }

    private static String named(List<String> servers) {
        return String.join(", ", servers);
    }

    private String path() {
        StringBuilder path = new StringBuilder("/v1/plan");
        for (Map.Entry<String, List<String>> each :
                List.of(Map.entry("down", down), Map.entry("up", up))) {
            for (String id : each.getValue()) {
                path.append(path.indexOf("?") < 0 ? '?' : '&')
                        .append(each.getKey())
                        .append('=')
                        .append(URLEncoder.encode(id, StandardCharsets.UTF_8));
            }
        }
        return path.toString();
    }

    private static WhatIf.Answer asked(AdminClient client, String path) throws CommandFailed {
        AdminClient.Answer answer = client.get(path);
        try {
            if (!answer.isOk()) {
                throw new CommandFailed(ExitCode.FAILED, answer.complaint());
            }
            return WhatIf.Answer.fromJson(answer.body());
        } catch (JsonParseException e) {
            throw new CommandFailed(
                    ExitCode.NO_AGENT,
                    "what answers is no agent of this version: " + e.getMessage());
        }
    }

    private static WhatIf.Answer answer(Catalog catalog, List<String> down, List<String> up)
            throws CommandFailed {
        try {
            return WhatIf.answer(catalog, WhatIf.allUp(catalog), down, up);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }

    /** The cluster's part of a file, whoever we are. */
    static Catalog catalog(Path file) throws CommandFailed {
        Reading reading = ConfigurationFile.read(file, new OwnId.Anyone(), false);
        if (reading instanceof Reading.Accepted accepted) {
            return accepted.settings().catalog();
        }
        throw new CommandFailed(ExitCode.FAILED, reading.errors());
    }
}
