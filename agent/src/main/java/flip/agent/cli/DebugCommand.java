package flip.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What helps to find out why an agent did what it did. */
@Command(
        name = "debug",
        description = "Writes down what happened to an agent's node, and steps through it again.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DumpCommand.class, ReplayCommand.class},
        footer = {
            "",
            "Example: flip debug dump -o flip1.dump.gz && flip debug replay flip1.dump.gz",
            "",
            "Exit codes: as each lists its own, 64 usage"
        })
final class DebugCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
