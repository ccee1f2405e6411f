package flip.agent.cli;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import flip.agent.admin.RecoveryReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says to one agent that voters are lost for good. */
@Command(
        name = "recover",
        description = {
            "Goes on without voters that are lost for good, when no quorum is left of the others; or forms",
            "a cluster before all its voters exist. Say it on one of the voters that are left. All of",
            "those have to be there, and agree. It asks before it does anything."
        },
        footer = {
            "",
            "Example: flip recover --lost flip1 flip2",
            "",
            "Exit codes: 0 the cluster is formed, 1 refused or not formed in time, 3 no agent answers,",
            "64 usage"
        })
final class RecoverCommand implements Callable<Integer> {
    private static final String PATH = "/v1/recover";

    /** Between two looks at how far it is. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final InputStream in;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--lost",
            paramLabel = "ID",
            required = true,
            arity = "1..*",
            description = "A voter that is lost for good; name all of them.")
    private List<String> lost = List.of();

    @Option(
            names = "--yes",
            description = "Do not ask: what the question says was read, and has been done.")
    private boolean yes;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait until the cluster is formed (60).")
    private int timeoutSeconds = 60;

    @Option(
            names = {"-s", "--socket"},
            paramLabel = "SOCKET",
            description = "The agent's management socket (FLIP_SOCKET, or /run/flip/flip.sock).")
    private String socket = "";

    RecoverCommand(InputStream in) {
        this.in = in;
    }

    @Override
    public Integer call() throws CommandFailed, IOException, InterruptedException {
        AdminClient client = new AdminClient(AdminClient.socket(socket));
        RecoveryReport before = report(client.get(PATH));
        words().forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        if (!yes && !isAnswered()) {
            throw new CommandFailed(
                    ExitCode.FAILED, "that is not what was asked for: nothing was done");
        }
        AdminClient.Answer said = client.post(PATH, new Gson().toJson(Map.of("lost", lost)));
        if (!said.isTaken()) {
            throw new CommandFailed(ExitCode.FAILED, "refused: " + said.complaint());
        }
        await(client, before);
        return 0;
    }

    private List<String> words() {
        String all = String.join(", ", lost);
        return List.of(
                "These voters are said to be lost for good: " + all + ".",
                "A new cluster is made of the voters that are left. flip cannot know whether the lost ones are",
                "really gone: if one of them still runs, or runs again with what is on its disk where it cannot",
                "reach the new cluster, one address or job can be on two servers at the same time.",
                "Before you go on:",
                "  - switch the lost servers off, or cut them off, so that they cannot start by themselves;",
                "  - empty their data_dir before an agent runs there again: then they come in as new servers;",
                "  - see that the agents of all other voters run, with the same configuration file;",
                "  - if a version with a longer ping_timeout or guard may have come into force while those others",
                "    were cut off, wait for that ping_timeout + guard after the lost went off.",
                "All that the others hold is given up, and taken again when the longest ping_timeout + guard that",
                "they know of is over.");
    }

    /** Nobody types that by mistake. */
    private boolean isAnswered() throws CommandFailed, IOException {
        if (!Paint.isTerminal(0)) {
            throw new CommandFailed(
                    ExitCode.USAGE,
                    "this has to be answered on a terminal; in a script say --yes once all of it is done");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print("Type the names of the lost voters again to go on: ");
        out.flush();
        String line =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        return line != null && isAnswer(line, lost);
    }

    static boolean isAnswer(String line, List<String> lost) {
        return List.of(line.strip().split("[ ,]+", -1)).equals(lost);
    }

    private void await(AdminClient client, RecoveryReport before)
            throws CommandFailed, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        long until = System.nanoTime() + Duration.ofSeconds(timeoutSeconds).toNanos();
        String told = "";
        while (true) {
            RecoveryReport now = report(client.get(PATH));
            boolean another = !now.lineage().equals(before.lineage());
            if (now.state().equals(RecoveryReport.FORMED) && another) {
                out.println("a new cluster is formed without " + String.join(", ", lost));
                return;
            }
            if (now.state().equals(RecoveryReport.REFUSED)) {
                throw new CommandFailed(ExitCode.FAILED, "refused: " + now.detail());
            }
            // What only counts down is said once.
            String words = now.detail().replaceAll(" in \\d+ ms$", " soon");
            if (!words.equals(told)) {
                out.println(words);
                out.flush();
                told = words;
            }
            if (System.nanoTime() > until) {
                throw new CommandFailed(
                        ExitCode.FAILED,
                        "the cluster is not formed after "
                                + timeoutSeconds
                                + " s; it goes on by itself: `flip status` says what it waits for");
            }
            Thread.sleep(PAUSE.toMillis()); // Between two looks; nothing waits for it.
        }
    }

    private static RecoveryReport report(AdminClient.Answer answer) throws CommandFailed {
        if (!answer.isOk()) {
            throw new CommandFailed(
                    ExitCode.NO_AGENT, "the agent could not say how it is: " + answer.complaint());
        }
        try {
            return RecoveryReport.fromJson(answer.body());
        } catch (JsonParseException e) {
            throw new CommandFailed(
                    ExitCode.NO_AGENT,
                    "what answers is no agent of this version: " + e.getMessage());
        }
    }
}
