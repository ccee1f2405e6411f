package flip.agent.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which server of which configuration a command is for. */
final class WhichServer {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            required = true,
            description = "The configuration.")
    private Path config = Path.of("");

    @Option(
            names = {"-n", "--name"},
            paramLabel = "ID",
            description =
                    "Which server of the configuration this is (its `id`, or the host's name).")
    private Optional<String> id = Optional.empty();

    Path config() {
        return config;
    }

    /** What was given on the command line, which wins over the file. */
    Optional<String> id() {
        return id;
    }
}
