package flip.agent.cli;

import flip.agent.config.ConfigurationFile;
import flip.agent.config.Reading;
import flip.agent.config.Self;
import flip.agent.config.Settings;
import flip.agent.process.Outcome;
import flip.agent.process.ScriptFolders;
import flip.agent.process.ScriptRun;
import flip.agent.process.ScriptRunner;
import flip.systems.Datum;
import flip.systems.Lot;
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
            "Runs `down` for everything that this host may hold.",
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
            Map<String, CompletableFuture<Outcome>> runs = new LinkedHashMap<>();
            long number = 0;
            for (SystemSpec system : settings.catalog().systems().values()) {
                if (!system.servers().contains(settings.self())) {
                    continue; // It never has any of it, nor needs to have its scripts.
                }
                for (Lot lot : system.lots()) {
                    for (Datum datum : lot.data()) {
                        String named = system.name() + " " + datum.id();
                        runs.put(
                                named,
                                runner.run(
                                        run(++number, settings, system, datum),
                                        line -> err.println(named + ": " + line)));
                    }
                }
            }
            for (Map.Entry<String, CompletableFuture<Outcome>> run : runs.entrySet()) {
                Optional<String> failure = failure(run.getValue().join());
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

    private static ScriptRun run(long number, Settings settings, SystemSpec system, Datum datum) {
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
