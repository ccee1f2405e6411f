package flip.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows a whole cluster on this machine. */
@Command(
        name = "demo",
        description = {
            "Runs three servers of the documented example on this machine, and shows what they do.",
            "Needs no root where the kernel lets users have namespaces. Leaves nothing behind."
        },
        footer = {
            "",
            "Example: flip demo --script",
            "",
            "Exit codes: 0, 1 something did not come as documented, 64 usage"
        })
final class DemoCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--script",
            description = "The whole tour by itself: all up, kill, back, partition, heal.")
    private boolean tour;

    @Option(
            names = "--loopback",
            description = "Without namespaces: on the loopback, with scripts that only print.")
    private boolean loopback;

    @Option(names = "--inside", hidden = true, paramLabel = "FOLDER")
    private Optional<Path> inside = Optional.empty();

    @Override
    public Integer call() throws CommandFailed, InterruptedException {
        Path home = home();
        if (inside.isPresent()) {
            showInside(home, inside.get());
            return 0;
        }
        Path folder = temporaryFolder();
        try (Curtain curtain = new Curtain(folder, !tour)) {
            if (loopback) {
                showHere(home, folder, "as asked");
                return 0;
            }
            Namespaces.Found found = Namespaces.find();
            if (found.flags().isEmpty()) {
                showHere(home, folder, found.hindrance());
                return 0;
            }
            return curtain.runInside(Namespaces.command(found, home, folder, tour));
        }
    }

    private void showInside(Path home, Path folder) throws CommandFailed, InterruptedException {
        DemoConfig config = DemoConfig.read(home.resolve("config/flip.json"));
        Demo demo = new Demo(home, folder, out(), Paint.ofOutput());
        // Our input is a leash: it ends when the outer half does, however that ended.
        demo.show(
                demo.namespaces(config),
                config,
                mode(),
                System.in,
                Optional.of(() -> alone(folder)));
    }

    /** Does what the outer half has no more chance to do. */
    private static void alone(Path folder) {
        Programs.run(List.of("sh", "-c", "stty sane </dev/tty 2>/dev/null || true"));
        Curtain.delete(folder);
        Runtime.getRuntime().halt(ExitCode.FAILED);
    }

    private void showHere(Path home, Path folder, String reason)
            throws CommandFailed, InterruptedException {
        DemoConfig config = DemoConfig.read(home.resolve("config/flip.json"));
        Demo demo = new Demo(home, folder, out(), Paint.ofOutput());
        demo.show(demo.loopback(config, reason), config, mode(), System.in, Optional.empty());
    }

    private Demo.Mode mode() {
        return new Demo.Mode(tour, Paint.isTerminal(1));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static Path home() throws CommandFailed {
        String home = System.getProperty("flip.home", "");
        if (home.isEmpty() || !Files.isExecutable(Path.of(home, "bin", "flip"))) {
            throw new CommandFailed(
                    ExitCode.FAILED,
                    "the demo starts agents with bin/flip: start it with that, too");
        }
        return Path.of(home);
    }

    private static Path temporaryFolder() throws CommandFailed {
        try {
            return Files.createTempDirectory("flip-demo-");
        } catch (IOException e) {
            throw new CommandFailed(
                    ExitCode.FAILED, "cannot make a temporary folder: " + e.getMessage());
        }
    }
}
