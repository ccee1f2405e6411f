package flip.agent.cli;

import flip.agent.config.AgreedCatalogReader;
import flip.agent.config.ConfigurationFile;
import flip.agent.config.Reading;
import flip.agent.config.Self;
import flip.agent.config.Settings;
import flip.agent.disk.DataDirRefused;
import flip.agent.disk.Loaded;
import flip.agent.disk.PromiseFile;
import flip.agent.process.Outcome;
import flip.agent.process.ScriptFolders;
import flip.agent.process.ScriptRun;
import flip.agent.process.ScriptRunner;
import flip.membership.Promise;
import flip.membership.Wire;
import flip.membership.WireException;
import flip.systems.Datum;
import flip.systems.Means;
import flip.systems.Sweep;
import flip.systems.SystemSpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
            "For the service manager, after the agent has ended: a running agent would be crossed."
        },
        footer = {
            "",
            "Example (systemd unit): ExecStopPost=/usr/bin/flip release -c /etc/flip/flip.json",
            "",
            "Exit codes: 0 all was released, 1 something was not, 64 usage"
        })
final class ReleaseCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private WhichServer server = new WhichServer();

    @Override
    public Integer call() throws CommandFailed {
        Self self =
                server.id().<Self>map(Self.Named::new).orElseGet(() -> new Self.OfHost(hostName()));
        Reading reading = ConfigurationFile.read(server.config(), self, false);
        if (!(reading instanceof Reading.Accepted accepted)) {
            throw new CommandFailed(
                    ExitCode.FAILED,
                    reading.problems().stream()
                            .filter(problem -> problem.isError())
                            .map(problem -> problem.line())
                            .collect(java.util.stream.Collectors.joining("\n")));
        }
        return release(accepted.settings()) ? 0 : ExitCode.FAILED;
    }

    private boolean release(Settings settings) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        boolean all = true;
        try (ScriptRunner runner = new ScriptRunner(new ScriptFolders(settings.scriptsDirs()))) {
            Map<String, CompletableFuture<Optional<String>>> runs = new LinkedHashMap<>();
            long number = 0;
            for (Means means : leftBehind(settings, err)) {
                ScriptRun run = run(++number, settings, means);
                String named = means.spec().name() + " " + means.datum().id();
                // One after the other, when it may have been raised in more than one way.
                CompletableFuture<Optional<String>> before =
                        runs.getOrDefault(
                                named, CompletableFuture.completedFuture(Optional.empty()));
                runs.put(
                        named, before.thenCompose(failed -> then(failed, runner, run, named, err)));
            }
            for (Map.Entry<String, CompletableFuture<Optional<String>>> run : runs.entrySet()) {
                Optional<String> failure = run.getValue().join();
                failure.ifPresent(
                        reason ->
                                err.println("flip: " + run.getKey() + ": not released: " + reason));
                if (failure.isEmpty()) {
                    out.println(run.getKey() + " released");
                }
                all &= failure.isEmpty();
            }
        }
        out.flush();
        err.flush();
        return all;
    }

    private static CompletableFuture<Optional<String>> then(
            Optional<String> before,
            ScriptRunner runner,
            ScriptRun run,
            String named,
            PrintWriter err) {
        return runner.run(run, line -> err.println(named + ": " + line))
                .thenApply(outcome -> before.or(() -> failure(outcome)));
    }

    /** As the agent's own start sweep. */
    private static List<Means> leftBehind(Settings settings, PrintWriter err) {
        try {
            return leftBehind(settings, promise(PromiseFile.peek(settings.dataDir())));
        } catch (DataDirRefused | WireException | IllegalArgumentException unknown) {
            err.println(
                    "flip: all that is configured is released, because what is held is not known: "
                            + unknown.getMessage());
            return leftBehind(settings, Optional.empty());
        }
    }

    private static List<Means> leftBehind(Settings settings, Optional<Promise> promise) {
        return Sweep.of(
                settings.self(),
                settings.catalog(),
                new AgreedCatalogReader(settings.self()),
                promise);
    }

    private static Optional<Promise> promise(Loaded loaded) throws WireException {
        if (loaded instanceof Loaded.Payload payload) {
            return Optional.of(Wire.decodePromise(payload.bytes()));
        }
        if (loaded instanceof Loaded.Damaged damaged) {
            throw new IllegalArgumentException("the promise is damaged: " + damaged.reason());
        }
        if (loaded instanceof Loaded.TooNew tooNew) {
            throw new IllegalArgumentException("the promise cannot be read: " + tooNew.reason());
        }
        return Optional.empty();
    }

    private static ScriptRun run(long number, Settings settings, Means means) {
        SystemSpec system = means.spec();
        Datum datum = means.datum();
        Map<String, String> environment = new TreeMap<>(datum.environment());
        environment.put("FLIP_SYSTEM", system.name());
        environment.put("FLIP_DATUM", datum.id());
        environment.put("FLIP_SERVER", settings.self().value());
        environment.put("FLIP_EVENT", "down");
        return new ScriptRun(
                number,
                system.down(),
                List.of(datum.id(), datum.configJson()),
                environment,
                Path.of("/"),
                system.timeout());
    }

    private static Optional<String> failure(Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded) {
            return Optional.empty();
        }
        if (outcome instanceof Outcome.Failed failed) {
            return Optional.of("exit code " + failed.exitCode());
        }
        if (outcome instanceof Outcome.NotStarted missing) {
            return Optional.of(missing.reason());
        }
        return Optional.of("not over within its time");
    }

    private static String hostName() {
        return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("");
    }
}
