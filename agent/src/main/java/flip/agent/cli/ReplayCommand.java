package flip.agent.cli;

import flip.agent.config.AgreedCatalogReader;
import flip.agent.dump.DumpRefused;
import flip.agent.dump.Replay;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Steps through a dump. */
@Command(
        name = "replay",
        description = {
            "Steps a node through what a dump tells of, says in words what it does, and compares that",
            "with what it did there. Nothing is sent, written or run. To be used with the version of",
            "flip that wrote the dump: `flip debug dump`, or an agent that found an invariant broken."
        },
        footer = {
            "",
            "Example: flip debug replay /var/lib/flip/broken-1763760000000.dump.gz",
            "",
            "Exit codes: 0 everything is as it was there, 1 something is not, 2 nothing can be compared:",
            "the dump is damaged, or does not reach back to the beginning of the node, 64 usage"
        })
final class ReplayCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The dump.")
    private Path file = Path.of("");

    @Option(names = "--messages", description = "Tell of each message, tick and answer, too.")
    private boolean messages;

    @Override
    public Integer call() throws CommandFailed {
        PrintWriter out = spec.commandLine().getOut();
        Replay replay = new Replay(file, AgreedCatalogReader::new, messages, out::println);
        try {
            return switch (replay.run()) {
                case EQUAL -> 0;
                case DIFFERENT -> ExitCode.FAILED;
                case READ_ONLY -> ExitCode.NOT_COMPARED;
            };
        } catch (DumpRefused e) {
            throw new CommandFailed(ExitCode.NOT_COMPARED, String.valueOf(e.getMessage()));
        }
    }
}
