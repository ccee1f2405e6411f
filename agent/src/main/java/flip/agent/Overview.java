package flip.agent;

import com.google.common.collect.ImmutableSortedSet;
import flip.agent.admin.AdminSource;
import flip.agent.admin.RecoveryReport;
import flip.agent.admin.Reporter;
import flip.agent.admin.StatusReport;
import flip.agent.admin.StatusReport.DriverReport;
import flip.agent.admin.WhatIf;
import flip.agent.config.Version;
import flip.agent.dump.Recording;
import flip.agent.net.NetworkEvent;
import flip.agent.process.DriverState;
import flip.membership.ServerId;
import flip.membership.View;
import flip.systems.Catalog;
import flip.systems.Event;
import flip.systems.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the management socket is told. The node is asked on its own loop. */
final class Overview implements AdminSource {
    private final long startedAt = System.nanoTime();
    private final CatalogMemory catalogs;
    private final Catalog file;
    private final Counters counters;
    private final Recording recording;
    private final List<String> warnings;
    private volatile Optional<RunningNode> running = Optional.empty();
    private volatile Supplier<Map<String, DriverState>> drivers = Map::of;

    Overview(
            CatalogMemory catalogs,
            Catalog file,
            Counters counters,
            Recording recording,
            List<String> warnings) {
        this.catalogs = catalogs;
        this.file = file;
        this.counters = counters;
        this.recording = recording;
        this.warnings = List.copyOf(warnings);
    }

    /** From now on it is about this one, and those drivers. */
    void of(RunningNode present, Supplier<Map<String, DriverState>> states) {
        drivers = states;
        running = Optional.of(present);
    }

    /**
     * What a report is made of: it takes a moment to come by, and the report of thousands of data
     * takes as long as a lease can wait for.
     */
    private record Snapshot(
            Status status,
            Catalog catalog,
            Map<String, DriverState> drivers,
            Map<String, Long> counts,
            Optional<String> diskTrouble,
            List<String> warnings) {}

    @Override
    public CompletionStage<StatusReport> status(Executor maker) {
        return onLoop(this::snapshot).thenApplyAsync(this::report, maker);
    }

    private Snapshot snapshot(RunningNode present) {
        Status status = present.node().status();
        return new Snapshot(
                status,
                catalog(status.view()),
                drivers.get(),
                counts(present),
                present.node().diskTrouble(),
                warnings(present));
    }

    private StatusReport report(Snapshot snapshot) {
        Map<String, DriverReport> known = Layers.drivers(snapshot.drivers());
        return Reporter.report(
                snapshot.status(),
                new Reporter.AgentPart(
                        new StatusReport.AgentProcess(
                                Version.ofJar(),
                                ProcessHandle.current().pid(),
                                (System.nanoTime() - startedAt) / 1_000_000),
                        snapshot.counts(),
                        known,
                        Layers.of(snapshot.catalog(), snapshot.status().self(), known),
                        snapshot.diskTrouble(),
                        snapshot.warnings()));
    }

    private Catalog catalog(View view) {
        return catalogs.inForce(view).orElse(file);
    }

    private List<String> warnings(RunningNode present) {
        return Stream.concat(warnings.stream(), present.watchTrouble().stream()).toList();
    }

    @Override
    public CompletionStage<String> plan(List<String> down, List<String> up, Executor maker) {
        return onLoop(
                        present -> {
                            View view = present.node().view();
                            return new Planned(catalog(view), view);
                        })
                .thenApplyAsync(
                        planned ->
                                WhatIf.answer(planned.catalog(), planned.view(), down, up).toJson(),
                        maker);
    }

    private record Planned(Catalog catalog, View view) {}

    @Override
    public CompletionStage<byte[]> dump() {
        return onLoop(present -> dumped());
    }

    private byte[] dumped() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            recording.write(bytes, Version.ofJar(), "somebody asked for it");
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return bytes.toByteArray();
    }

    @Override
    public CompletionStage<RecoveryReport> recover(List<String> lost) {
        ImmutableSortedSet<ServerId> ids =
                lost.stream()
                        .map(ServerId::new)
                        .collect(ImmutableSortedSet.toImmutableSortedSet(ServerId::compareTo));
        return onLoop(
                present -> {
                    Optional<String> refusal = present.node().node().whyNotRecover(ids);
                    if (refusal.isPresent()) {
                        return RecoveryReport.refused(refusal.get());
                    }
                    present.tell(new Event.Recover(ids));
                    return RecoveryReport.of("it is said", present.node().status());
                });
    }

    @Override
    public CompletionStage<RecoveryReport> recovery() {
        return onLoop(Overview::recovery);
    }

    private static RecoveryReport recovery(RunningNode present) {
        return RecoveryReport.of(present.node().node().recovery(), present.node().status());
    }

    private Map<String, Long> counts(RunningNode present) {
        Map<String, Long> all = new TreeMap<>(counters.snapshot());
        Map<NetworkEvent, Long> network = present.endpoint().counters().counts();
        network.forEach((event, count) -> all.put(event.label(), count));
        return all;
    }

    private <T> CompletionStage<T> onLoop(Function<RunningNode, T> question) {
        Optional<RunningNode> present = running;
        if (present.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("the agent is just starting"));
        }
        try {
            return CompletableFuture.supplyAsync(
                    () -> question.apply(present.get()), present.get().node()::execute);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("the agent is just ending", e));
        }
    }
}
