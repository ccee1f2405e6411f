package flip.agent.cli;

import flip.agent.config.ConfigurationFile;
import flip.agent.config.Guarantees;
import flip.agent.config.OwnId;
import flip.agent.config.Reading;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a configuration. */
@Command(
        name = "validate",
        description = "Checks a configuration: every problem with its place, and what it promises.",
        footer = {
            "",
            "Example: flip validate /etc/flip/flip.json --strict",
            "",
            "Exit codes: 0 it can be used, 1 it cannot, 64 usage"
        })
final class ValidateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The configuration.")
    private Path file = Path.of("");

    @Option(names = "--strict", description = "Keys that have no effect are errors.")
    private boolean strict;

    @Override
    public Integer call() {
        Reading reading = ConfigurationFile.read(file, new OwnId.Anyone(), strict);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (!reading.problems().isEmpty()) {
            err.println(reading.report());
            err.flush();
        }
        if (reading instanceof Reading.Accepted accepted) {
            out.println(file + " can be used");
            Guarantees.of(accepted.settings().catalog()).sentences().forEach(out::println);
            out.flush();
            return 0;
        }
        return ExitCode.FAILED;
    }
}
