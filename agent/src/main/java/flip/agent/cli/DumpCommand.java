package flip.agent.cli;

import flip.agent.dump.OwnFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes down what happened to a node. */
@Command(
        name = "dump",
        description = {
            "Writes down everything that happened to an agent's node, as far as it is kept, and what",
            "it did. The file is gzip of lines; it holds the cluster's configuration, and no key."
        },
        footer = {
            "",
            "Example: flip debug dump -o flip1.dump.gz",
            "",
            "Exit codes: 0 it is written, 1 it is not, 3 no agent answers, 64 usage"
        })
final class DumpCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to (flip-DATE-TIME.dump.gz); it must not be there yet.")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = {"-s", "--socket"},
            paramLabel = "SOCKET",
            description = "The agent's management socket (FLIP_SOCKET, or /run/flip/flip.sock).")
    private String socket = "";

    @Override
    public Integer call() throws CommandFailed {
        AdminClient.Answer answer =
                new AdminClient(AdminClient.socket(socket)).get("/v1/debug/dump");
        if (!answer.isOk()) {
            throw new CommandFailed(ExitCode.FAILED, answer.complaint());
        }
        Path file = output.orElseGet(DumpCommand::named);
        try (OutputStream out = OwnFile.create(file)) {
            answer.writeTo(out);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailed(ExitCode.FAILED, file + " is there already; name another");
        } catch (IOException e) {
            throw new CommandFailed(ExitCode.FAILED, file + " cannot be written: " + e);
        }
        spec.commandLine().getOut().println(file);
        return 0;
    }

    private static Path named() {
        DateTimeFormatter format = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
        return Path.of(
                "flip-" + LocalDateTime.now(ZoneId.systemDefault()).format(format) + ".dump.gz");
    }
}
