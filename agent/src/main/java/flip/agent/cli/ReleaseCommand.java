package flip.agent.cli;

import static java.util.stream.Collectors.joining;

import com.google.common.base.Joiner;
import flip.agent.config.ScriptsDirs;
import flip.agent.disk.DataDirLock;
import flip.agent.disk.DataDirRefused;
import flip.agent.process.Drivers;
import flip.agent.process.ScriptFolders;
import flip.agent.process.ScriptRunner;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Gives up whatever this host may hold, when its agent is gone. */
@Command(
        name = "release",
        description = {
            "Runs `down` for everything that this host may hold: what its agent last wrote down,",
            "or, when that cannot be read, all that is configured for it.",
            "For the service manager, after the agent has ended; beside a running one it does nothing.",
            "Without -n it acts for the server that the data_dir belongs to. With a file that is",
            "refused it takes what was written down, in $STATE_DIRECTORY or the usual place."
        },
        footer = {
            "",
            "Example (systemd unit): ExecStopPost=/usr/bin/flip release -c /etc/flip/flip.json -n flip1",
            "",
            "Exit codes: 0 all was released, 1 something was not, or an agent runs, 64 usage"
        })
final class ReleaseCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private WhichServer server = new WhichServer();

    private final Optional<Path> service;

    /**
     * The command.
     *
     * @param service the folder that the service manager keeps for the agent
     */
    ReleaseCommand(Optional<Path> service) {
        this.service = service;
    }

    @Override
    public Integer call() throws CommandFailed {
        Whose whose = Whose.of(server.config(), server.id(), service);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        out.println(
                "for server "
                        + whose.self()
                        + " ("
                        + whose.because()
                        + "), whose data_dir is "
                        + whose.dataDir()
                        + ":");
        out.flush();
        Optional<DataDirLock> lock = withoutAgent(whose.dataDir(), err);
        try {
            if (whose.catalog().isEmpty()) {
                err.println(withoutFile(whose));
            }
            return release(LeftBehind.of(whose), out, err) ? 0 : ExitCode.FAILED;
        } finally {
            lock.ifPresent(DataDirLock::close);
            out.flush();
            err.flush();
        }
    }

    private static String withoutFile(Whose whose) {
        return "flip: what the promise in %s names is released with scripts in %s, because the file is refused: %s"
                .formatted(
                        whose.dataDir(),
                        Joiner.on(" or ").join(whose.scriptsDirs().folders()),
                        whose.trouble().lines().collect(joining("; ")));
    }

    /**
     * Empty where nobody can know whether an agent runs: to hold on would be worse. Not where only
     * this user cannot.
     */
    private static Optional<DataDirLock> withoutAgent(Path dataDir, PrintWriter err)
            throws CommandFailed {
        try {
            return Optional.of(DataDirLock.take(dataDir));
        } catch (DataDirRefused e) {
            if (e.isInUse()) {
                throw new CommandFailed(
                        ExitCode.FAILED,
                        "nothing is released, because an agent runs, which would not know of it: "
                                + e.getMessage());
            }
            if (e.isForbidden()) {
                throw new CommandFailed(
                        ExitCode.FAILED,
                        "nothing is released, because this user may not look whether an agent runs,"
                                + " which would not know of it: "
                                + e.getMessage()
                                + "; or do this as root");
            }
            err.println("flip: whether an agent runs is not known: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean release(LeftBehind left, PrintWriter out, PrintWriter err) {
        left.doubt()
                .ifPresent(
                        reason ->
                                err.println(
                                        "flip: all that is configured is released, because what is"
                                                + " held is not known: "
                                                + reason));
        if (left.means().isEmpty()) {
            out.println("nothing to release");
        }
        boolean all = true;
        ScriptsDirs dirs = left.whose().scriptsDirs();
        ScriptFolders folders = new ScriptFolders(dirs.folders(), dirs::trusts);
        try (ScriptRunner runner = new ScriptRunner(folders);
                Drivers drivers =
                        new Drivers(folders, left.whose().dataDir(), Drivers.HELLO_LIMIT);
                Downs downs = new Downs(runner, drivers, left)) {
            Map<String, CompletableFuture<Optional<String>>> runs =
                    downs.start(named -> line -> err.println(named + ": " + line));
            for (Map.Entry<String, CompletableFuture<Optional<String>>> run : runs.entrySet()) {
                Optional<String> failure = run.getValue().join();
                failure.ifPresentOrElse(
                        reason ->
                                err.println("flip: " + run.getKey() + ": not released: " + reason),
                        () -> out.println(run.getKey() + " released"));
                all &= failure.isEmpty();
            }
        }
        return all;
    }
}
