package flip.agent.cli;

import flip.agent.config.Version;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The operator's commands. */
@Command(
        name = "flip",
        description = "Keeps addresses and jobs on the right servers.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Commands.VersionLine.class,
        footer = {
            "",
            "`flip COMMAND --help` says more, with an example.",
            "To see it work: flip demo"
        })
public final class Commands implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    private Commands() {}

    /** What runs an agent; the commands do not know how. */
    @FunctionalInterface
    public interface Agents {
        /** Runs until it ends, and returns what to exit with. */
        int run(Path config, Optional<String> id);
    }

    /** Runs one command on the standard streams, and returns what to exit with. */
    public static int run(String[] arguments, Agents agents) {
        return run(
                arguments,
                agents,
                new PrintWriter(System.out, false, terminalCharset()),
                new PrintWriter(System.err, false, terminalCharset()));
    }

    /** The same on other streams. */
    public static int run(String[] arguments, Agents agents, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new Commands());
        for (Object command :
                Arrays.asList(
                        new AgentCommand(agents),
                        new StatusCommand(),
                        new PlanCommand(),
                        new ValidateCommand(),
                        new ReleaseCommand(stateDirectory()),
                        new RecoverCommand(System.in),
                        new KeygenCommand(),
                        new DebugCommand(),
                        new DoctorCommand(),
                        new DemoCommand())) {
            line.addSubcommand(command);
        }
        line.setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((failure, all) -> misunderstood(failure, err))
                .setExecutionExceptionHandler((failure, command, all) -> failed(failure, err));
        addHelp(line);
        int code = line.execute(arguments);
        out.flush();
        err.flush();
        return code;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** What systemd says; of several folders, the first. */
    private static Optional<Path> stateDirectory() {
        return Optional.ofNullable(System.getenv("STATE_DIRECTORY"))
                .map(folders -> folders.split(":", 2)[0])
                .filter(folder -> !folder.isEmpty())
                .map(Path::of);
    }

    private static void addHelp(CommandLine line) {
        line.getCommandSpec().mixinStandardHelpOptions(true);
        line.getCommandSpec().usageMessage().width(100);
        line.getSubcommands().values().forEach(Commands::addHelp);
    }

    private static int misunderstood(ParameterException failure, PrintWriter err) {
        CommandSpec command = failure.getCommandLine().getCommandSpec();
        String message = String.valueOf(failure.getMessage()).replaceAll("\\s*\\R\\s*", " ");
        err.println("flip: " + message + "; see `" + command.qualifiedName() + " --help`");
        err.flush();
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, PrintWriter err) throws Exception {
        if (failure instanceof CommandFailed told) {
            String.valueOf(told.getMessage()).lines().forEach(line -> err.println("flip: " + line));
            err.flush();
            return told.exitCode();
        }
        throw failure; // A fault of ours, with all that is known about it.
    }

    /** What a terminal understands: a POSIX locale has ASCII only. */
    private static Charset terminalCharset() {
        String name = System.getProperty("stdout.encoding", "");
        if (name.isEmpty()) {
            name = System.getProperty("native.encoding", "");
        }
        return Charset.isSupported(name) && !name.isEmpty()
                ? Charset.forName(name)
                : StandardCharsets.UTF_8;
    }

    /** The version of the jar. */
    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"flip " + Version.ofJar()};
        }
    }
}
