package flip.agent.cli;

import com.google.common.collect.ImmutableSortedMap;
import flip.agent.process.Drivers;
import flip.agent.process.OutputSink;
import flip.agent.process.ScriptRun;
import flip.agent.process.ScriptRunner;
import flip.systems.Datum;
import flip.systems.Means;
import flip.systems.Outcome;
import flip.systems.Run;
import flip.systems.SystemSpec;
import flip.systems.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** The downs of what was left behind, so many of a system at a time as it says. */
final class Downs implements AutoCloseable {
    private final ScriptRunner runner;
    private final Drivers drivers;
    private final LeftBehind left;
    private final Path workingDirectory;
    private final AtomicLong runs = new AtomicLong();
    private final Map<String, ExecutorService> turns = new LinkedHashMap<>();

    Downs(ScriptRunner runner, Drivers drivers, LeftBehind left) {
        this.runner = runner;
        this.drivers = drivers;
        this.left = left;
        Path dataDir = left.whose().dataDir();
        this.workingDirectory = Files.isDirectory(dataDir) ? dataDir : Path.of("/");
    }

    /**
     * Starts them all. By the name of each datum, why it was not released; empty when it was.
     *
     * @param sinks what takes the lines that are printed about that datum
     */
    Map<String, CompletableFuture<Optional<String>>> start(Function<String, OutputSink> sinks) {
        Map<String, List<Means>> byDatum = new LinkedHashMap<>();
        for (Means means : left.means()) {
            byDatum.computeIfAbsent(named(means), name -> new ArrayList<>()).add(means);
        }
        Map<String, CompletableFuture<Optional<String>>> all = new LinkedHashMap<>();
        byDatum.forEach(
                (named, ways) ->
                        all.put(
                                named,
                                CompletableFuture.supplyAsync(
                                        () -> lowered(ways, sinks.apply(named)),
                                        turns(ways.get(0).spec()))));
        return all;
    }

    @Override
    public void close() {
        turns.values().forEach(ExecutorService::shutdown);
    }

    private static String named(Means means) {
        return means.spec().name() + " " + means.datum().id();
    }

    private ExecutorService turns(SystemSpec system) {
        return turns.computeIfAbsent(
                system.name(), name -> Executors.newFixedThreadPool(system.parallel()));
    }

    /** One way after the other, when it may have been raised in more than one. */
    private Optional<String> lowered(List<Means> ways, OutputSink sink) {
        Optional<String> failure = Optional.empty();
        for (Means means : ways) {
            Optional<String> reason =
                    means.spec().tool() instanceof Tool.Driver driver
                            ? lowered(means, driver)
                            : runner.run(run(means), sink).join().failure();
            failure = failure.or(() -> reason);
        }
        return failure;
    }

    /** By a driver that is started for it, and ends when this is closed. */
    private Optional<String> lowered(Means means, Tool.Driver driver) {
        CompletableFuture<Optional<String>> failure = new CompletableFuture<>();
        drivers.run(
                new Run(
                        runs.incrementAndGet(),
                        means.spec().name(),
                        means.datum().id(),
                        Run.Verb.DOWN,
                        driver,
                        means.datum().configJson(),
                        ImmutableSortedMap.of(),
                        means.spec().timeout(),
                        means.spec().timeout()),
                outcome ->
                        failure.complete(
                                outcome instanceof Outcome.Failed failed
                                        ? Optional.of(failed.reason())
                                        : Optional.empty()),
                lost -> {}); // Only what is raised can be lost.
        return failure.join();
    }

    private ScriptRun run(Means means) {
        SystemSpec system = means.spec();
        Datum datum = means.datum();
        Map<String, String> environment = new TreeMap<>(datum.environment());
        environment.put("FLIP_SYSTEM", system.name());
        environment.put("FLIP_DATUM", datum.id());
        environment.put("FLIP_SERVER", left.whose().self().value());
        environment.put("FLIP_EVENT", "down");
        environment.put("FLIP_EPOCH", Long.toString(left.epoch()));
        // As in a start sweep: who should have it now is not known here.
        environment.put("FLIP_OWNER", "");
        environment.put("FLIP_PREVIOUS_OWNER", "");
        return new ScriptRun(
                runs.incrementAndGet(),
                system.tool().name(Run.Verb.DOWN),
                List.of(datum.id(), datum.configJson()),
                environment,
                workingDirectory,
                system.timeout(),
                true,
                ScriptRun.NO_LEASE);
    }
}
