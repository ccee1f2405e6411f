package flip.lab.sim;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.stream.Collectors.toCollection;

import com.google.common.collect.ImmutableList;
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
import java.util.random.RandomGenerator;

/** What an operator changes in a configuration. */
final class Mutation {
    private static final int MOST_LOTS = 6;

    private Mutation() {}

    /** The next version: one thing is different. */
    static Layout of(Layout layout, RandomGenerator random) {
        if (random.nextInt(8) == 0) {
            return layout.with(timing(layout.timing(), random));
        }
        List<SystemSpec> systems = new ArrayList<>(layout.systems());
        int at = random.nextInt(systems.size());
        SystemSpec it = systems.get(at);
        if (random.nextInt(6) == 0) {
            systems.set(at, Layouts.withTool(it, another(it.tool(), random)));
            return layout.with(ImmutableList.copyOf(systems));
        }
        boolean data = it.kind() != SystemSpec.Kind.SINGLETON && random.nextBoolean();
        systems.set(at, data ? data(it, layout, random) : servers(it, layout, random));
        return layout.with(ImmutableList.copyOf(systems));
    }

    /**
     * The next version: a server that does not vote is left out, or is there again; empty when
     * there is none, or a system would have no server.
     *
     * @param all that there may be
     */
    static Optional<Layout> ofRoster(
            Layout layout, ImmutableList<Server> all, RandomGenerator random) {
        List<Server> onlookers = all.stream().filter(server -> !server.voter()).toList();
        if (onlookers.isEmpty()) {
            return Optional.empty();
        }
        Server it = onlookers.get(random.nextInt(onlookers.size()));
        boolean out = layout.servers().contains(it);
        ImmutableList<Server> servers =
                all.stream()
                        .filter(server -> server.equals(it) != layout.servers().contains(server))
                        .collect(toImmutableList());
        ImmutableList<SystemSpec> systems =
                layout.systems().stream()
                        .map(system -> out ? without(it.id(), system) : system)
                        .collect(toImmutableList());
        return systems.stream().anyMatch(system -> system.servers().isEmpty())
                ? Optional.empty()
                : Optional.of(layout.with(servers, systems));
    }

    private static SystemSpec without(ServerId server, SystemSpec it) {
        return Layouts.withServers(
                it,
                it.servers().stream()
                        .filter(other -> !other.equals(server))
                        .collect(toImmutableList()));
    }

    private static Tool another(Tool tool, RandomGenerator random) {
        if (tool instanceof Tool.Driver && random.nextBoolean()) {
            return LayoutText.scripts();
        }
        Tool driver = LayoutText.anyDriver(random);
        return driver.equals(tool) ? LayoutText.scripts() : driver;
    }

    private static Timing timing(Timing timing, RandomGenerator random) {
        double factor = random.nextBoolean() ? 1.5 : 0.75;
        return new Timing(
                timing.gossipInterval(),
                times(
                        timing.pingTimeout(),
                        factor,
                        timing.gossipInterval().multipliedBy(3).dividedBy(2)),
                times(timing.guard(), factor, Duration.ofMillis(50)),
                timing.mature(),
                timing.pingPerInterval());
    }

    private static Duration times(Duration length, double factor, Duration atLeast) {
        Duration scaled = Duration.ofMillis(Math.round(length.toMillis() * factor));
        return scaled.compareTo(atLeast) < 0 ? length : scaled;
    }

    private static SystemSpec data(SystemSpec it, Layout layout, RandomGenerator random) {
        List<Lot> lots = new ArrayList<>(it.lots());
        if (lots.size() > 1 && (lots.size() >= MOST_LOTS || random.nextBoolean())) {
            lots.remove(random.nextInt(lots.size()));
        } else {
            lots.add(Swarm.lot(it.name() + "v" + (layout.version() + 1)));
        }
        return Layouts.withLots(it, ImmutableList.copyOf(lots));
    }

    private static SystemSpec servers(SystemSpec it, Layout layout, RandomGenerator random) {
        List<ServerId> without =
                layout.servers().stream()
                        .map(Server::id)
                        .filter(id -> !it.servers().contains(id))
                        .toList();
        ArrayList<ServerId> servers = it.servers().stream().collect(toCollection(ArrayList::new));
        if (without.isEmpty() || (servers.size() > 1 && random.nextBoolean())) {
            if (servers.size() > 1) {
                servers.remove(random.nextInt(servers.size()));
            }
        } else {
            servers.add(without.get(random.nextInt(without.size())));
        }
        return Layouts.withServers(it, ImmutableList.copyOf(servers));
    }
}
