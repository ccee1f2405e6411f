package flip.agent.cli;

import com.google.gson.JsonParseException;
import flip.agent.admin.StatusReport;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what one agent sees. */
@Command(
        name = "status",
        description = "Shows the servers, the quorum, and who holds what, as one agent sees it.",
        footer = {
            "",
            "Example: flip status --watch",
            "",
            "Exit codes: 0 healthy, 1 degraded, 2 no quorum, 3 no agent answers, 64 usage"
        })
final class StatusCommand implements Callable<Integer> {
    private static final long WATCH_PERIOD_MS = 1000;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "Print what the agent says, unchanged.")
    private boolean json;

    @Option(names = "--watch", description = "Show it again every second, until interrupted.")
    private boolean watch;

    @Option(
            names = {"-s", "--socket"},
            paramLabel = "SOCKET",
            description = "The agent's management socket (FLIP_SOCKET, or /run/flip/flip.sock).")
    private String socket = "";

    @Override
    public Integer call() throws CommandFailed, InterruptedException {
        AdminClient client = new AdminClient(AdminClient.socket(socket));
        Paint paint = Paint.ofOutput();
        while (watch) {
            String text;
            try {
                text = shown(client.get("/v1/status"), paint);
            } catch (CommandFailed e) {
                text = "flip: " + e.getMessage() + "\n";
            }
            print((Paint.isTerminal(1) && !json ? Terminal.CLEAR : "") + text);
            if (spec.commandLine().getOut().checkError()) {
                return 0; // Whoever read it has seen enough.
            }
            Thread.sleep(WATCH_PERIOD_MS); // This is what it is for, and nothing waits for it.
        }
        AdminClient.Answer answer = client.get("/v1/status");
        print(shown(answer, paint));
        return switch (report(answer).health()) {
            case HEALTHY -> 0;
            case DEGRADED -> ExitCode.DEGRADED;
            case NO_QUORUM -> ExitCode.NO_QUORUM;
        };
    }

    private String shown(AdminClient.Answer answer, Paint paint) throws CommandFailed {
        StatusReport report = report(answer);
        if (json) {
            return answer.body();
        }
        List<String> lines = new StatusTable(paint, Terminal.columns()).lines(report);
        return String.join("\n", lines) + "\n";
    }

    static StatusReport report(AdminClient.Answer answer) throws CommandFailed {
        if (!answer.isOk()) {
            throw new CommandFailed(
                    ExitCode.NO_AGENT, "the agent could not say its status: " + answer.complaint());
        }
        try {
            return StatusReport.fromJson(answer.body());
        } catch (JsonParseException e) {
            throw new CommandFailed(
                    ExitCode.NO_AGENT,
                    "what answers is no agent of this version: " + e.getMessage());
        }
    }

    private void print(String text) {
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
    }
}
