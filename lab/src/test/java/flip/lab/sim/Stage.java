package flip.lab.sim;

import com.google.common.collect.ImmutableList;
import flip.lab.check.Violation;
import flip.membership.Rules;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.Timing;
import flip.systems.Lot;
import flip.systems.SystemSpec;
import flip.systems.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A cluster in fair weather, to which a scenario made by hand does what it wants. */
final class Stage {
    private final List<String> lines = new ArrayList<>();
    private final Cluster cluster;

    private Stage(Layout layout, Rules rules) {
        Simulation simulation = new Simulation(1, new Trace(lines::add, true));
        cluster = new Cluster(simulation, RealCore::new, rules, layout);
    }

    /** These servers run, are up, and hold what they should. */
    static Stage with(Layout layout, Rules rules) {
        Stage stage = new Stage(layout, rules);
        stage.cluster.hosts().forEach(Host::start);
        stage.settle(stage.cluster.servers());
        return stage;
    }

    /** Servers a, b, c ... that vote, of which the first ones carry a shard that stops. */
    static Layout layout(int servers, int carriers, Timing timing, String... data) {
        ImmutableList.Builder<Server> all = ImmutableList.builder();
        ImmutableList.Builder<ServerId> some = ImmutableList.builder();
        for (int at = 0; at < servers; at++) {
            ServerId id = new ServerId("" + (char) ('a' + at));
            all.add(new Server(id, "10.0.0.1", 2200 + at, Server.LAST, true));
            if (at < carriers) {
                some.add(id);
            }
        }
        ImmutableList.Builder<Lot> lots = ImmutableList.builder();
        for (String datum : data) {
            lots.add(Swarm.lot(datum));
        }
        SystemSpec system =
                system("lock", SystemSpec.NoQuorumPolicy.STOP, some.build(), lots.build());
        return Layout.of(1, timing, all.build(), ImmutableList.of(system));
    }

    /** The same with one driver that holds everything. */
    static Layout driven(Layout it) {
        ImmutableList<SystemSpec> systems =
                it.systems().stream()
                        .map(
                                system ->
                                        Layouts.withTool(
                                                system, new Tool.Driver(Drivers.NAMES.get(0))))
                        .collect(ImmutableList.toImmutableList());
        return new Layout(it.version(), it.quorum(), it.timing(), it.servers(), systems);
    }

    /** A shard. */
    static SystemSpec system(
            String name,
            SystemSpec.NoQuorumPolicy policy,
            ImmutableList<ServerId> servers,
            ImmutableList<Lot> lots) {
        return new SystemSpec(
                name,
                SystemSpec.Kind.SHARD,
                lots,
                servers,
                LayoutText.scripts(),
                policy,
                SystemSpec.Conflict.YIELD,
                Duration.ofSeconds(5),
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                8);
    }

    Cluster cluster() {
        return cluster;
    }

    Host host(String id) {
        return cluster.host(id);
    }

    /** Runs until these have converged; a minute at the most. */
    void settle(List<ServerId> connected) {
        until(() -> cluster.checks().noLoss().missing(connected).isEmpty());
    }

    /** Runs until that holds; a minute at the most. */
    void until(BooleanSupplier condition) {
        for (int step = 0; step < 60_000 && !condition.getAsBoolean(); step++) {
            run(1);
        }
        if (!condition.getAsBoolean()) {
            throw new IllegalStateException(
                    "not within a minute: "
                            + lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        }
    }

    /** Runs on for so many milliseconds. */
    void run(long millis) {
        cluster.run(Duration.ofMillis(millis));
    }

    /** What is violated while that happens. */
    Optional<Violation> violatedBy(Runnable scenario) {
        try {
            scenario.run();
            return Optional.empty();
        } catch (Violation violation) {
            return Optional.of(violation);
        }
    }

    /** Cuts, or mends, both directions between these servers and those. */
    void part(String some, String others, boolean cut) {
        cluster.part(ids(some), ids(others), cut);
    }

    /** One server for each letter. */
    static List<ServerId> ids(String letters) {
        return letters.chars().mapToObj(id -> new ServerId("" + (char) id)).toList();
    }

    /** The story so far, without routine messages. */
    List<String> lines() {
        return lines;
    }
}
