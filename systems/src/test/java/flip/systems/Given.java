package flip.systems;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import flip.membership.Configuration;
import flip.membership.Exclusion;
import flip.membership.Moment;
import flip.membership.Peer;
import flip.membership.Roster;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.Timing;
import flip.membership.View;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Configurations and views, as tests need them. */
final class Given {
    static final Timing TIMING =
            new Timing(
                    Duration.ofMillis(1000),
                    Duration.ofMillis(1500),
                    Duration.ofMillis(375),
                    Duration.ZERO,
                    3);

    private Given() {}

    static ServerId id(String name) {
        return new ServerId(name);
    }

    static Moment at(long millis) {
        return new Moment(Duration.ofMillis(millis).toNanos());
    }

    static Datum datum(String id) {
        return new Datum(id, "{}", ImmutableSortedMap.of());
    }

    /** A lot of one datum. */
    static Lot lot(String datum) {
        return new Lot(datum, ImmutableList.of(datum(datum)), Optional.empty());
    }

    static Lot group(String name, String... data) {
        return new Lot(
                name,
                Arrays.stream(data).map(Given::datum).collect(ImmutableList.toImmutableList()),
                Optional.empty());
    }

    static Lot preferring(String datum, String server) {
        return new Lot(datum, ImmutableList.of(datum(datum)), Optional.of(id(server)));
    }

    static Server server(String name, int priority) {
        return new Server(id(name), "192.0.2.1", 2200, priority, true);
    }

    static Server server(String name) {
        return server(name, Server.LAST);
    }

    /** A sharded system ip, frozen without quorum, of single data. */
    static SystemSpec spec(List<String> servers, String... data) {
        return spec(SystemSpec.Kind.SHARD, servers, Arrays.stream(data).map(Given::lot).toList());
    }

    static SystemSpec spec(SystemSpec.Kind kind, List<String> servers, List<Lot> lots) {
        return new SystemSpec(
                "ip",
                kind,
                ImmutableList.copyOf(lots),
                servers.stream().map(Given::id).collect(ImmutableList.toImmutableList()),
                new Tool.Scripts("ip_up", "ip_down"),
                SystemSpec.NoQuorumPolicy.FREEZE,
                SystemSpec.Conflict.YIELD,
                Duration.ofSeconds(10),
                3,
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                8);
    }

    static SystemSpec stopping(SystemSpec spec) {
        return with(spec, spec.name(), SystemSpec.NoQuorumPolicy.STOP, spec.parallel());
    }

    static SystemSpec driven(SystemSpec spec, String driver) {
        return with(
                spec,
                spec.name(),
                spec.policy(),
                spec.parallel(),
                new Tool.Driver(driver),
                spec.conflict());
    }

    static SystemSpec named(SystemSpec spec, String name) {
        return with(spec, name, spec.policy(), spec.parallel());
    }

    static SystemSpec parallel(SystemSpec spec, int parallel) {
        return with(spec, spec.name(), spec.policy(), parallel);
    }

    private static SystemSpec with(
            SystemSpec spec, String name, SystemSpec.NoQuorumPolicy policy, int parallel) {
        return with(spec, name, policy, parallel, spec.tool(), spec.conflict());
    }

    static SystemSpec answering(SystemSpec spec, SystemSpec.Conflict conflict) {
        return with(spec, spec.name(), spec.policy(), spec.parallel(), spec.tool(), conflict);
    }

    private static SystemSpec with(
            SystemSpec spec,
            String name,
            SystemSpec.NoQuorumPolicy policy,
            int parallel,
            Tool tool,
            SystemSpec.Conflict conflict) {
        return new SystemSpec(
                name,
                spec.kind(),
                spec.lots(),
                spec.servers(),
                tool,
                policy,
                conflict,
                spec.timeout(),
                spec.retries(),
                spec.retryDelay(),
                spec.failureTimeout(),
                spec.handoverTimeout(),
                parallel);
    }

    static Catalog catalog(Collection<Server> servers, SystemSpec... specs) {
        return catalog(0, servers, specs);
    }

    static Catalog catalog(long version, Collection<Server> servers, SystemSpec... specs) {
        Configuration configuration =
                new Configuration(
                        version,
                        version * 31 + 7,
                        servers.size() / 2 + 1,
                        Roster.of(servers),
                        TIMING,
                        "configuration " + version);
        return new Catalog(
                configuration,
                Arrays.stream(specs)
                        .collect(
                                ImmutableSortedMap.toImmutableSortedMap(
                                        String::compareTo, SystemSpec::name, spec -> spec)));
    }

    /** The system that all these catalogs have. */
    static SystemSpec ip(Catalog catalog) {
        return Objects.requireNonNull(catalog.systems().get("ip"));
    }

    static Catalog documented() {
        return catalog(
                List.of(server("flip"), server("flip1", 1), server("flip2")),
                spec(List.of("flip1", "flip"), "192.168.0.2", "192.168.0.1"));
    }

    /** A view of that catalog's servers, those up each in the life 1 of an identity of its own. */
    static View view(long epoch, Catalog catalog, String... up) {
        List<String> ups = Arrays.asList(up);
        TreeMap<ServerId, Standing> standings = new TreeMap<>();
        for (Server server : catalog.configuration().roster().servers()) {
            Standing.State state =
                    ups.contains(server.id().value()) ? Standing.State.UP : Standing.State.DOWN;
            standings.put(
                    server.id(), new Standing(identity(server.id()), state, 1, server.voter()));
        }
        return new View(
                17,
                1,
                epoch,
                catalog.configuration().version(),
                catalog.configuration().digest(),
                Duration.ofMillis(1875),
                catalog.configuration().quorum(),
                ImmutableSortedMap.copyOf(standings),
                ImmutableSortedSet.of());
    }

    static View excluding(View view, Exclusion... exclusions) {
        return new View(
                view.lineage(),
                view.generation(),
                view.epoch(),
                view.configurationVersion(),
                view.configurationDigest(),
                view.longestGrant(),
                view.quorum(),
                view.standings(),
                ImmutableSortedSet.copyOf(exclusions));
    }

    static View withQuorum(View view, int quorum) {
        return new View(
                view.lineage(),
                view.generation(),
                view.epoch(),
                view.configurationVersion(),
                view.configurationDigest(),
                view.longestGrant(),
                quorum,
                view.standings(),
                view.exclusions());
    }

    static View with(View view, String server, Standing standing) {
        TreeMap<ServerId, Standing> standings = new TreeMap<>(view.standings());
        standings.put(id(server), standing);
        return new View(
                view.lineage(),
                view.generation(),
                view.epoch(),
                view.configurationVersion(),
                view.configurationDigest(),
                view.longestGrant(),
                view.quorum(),
                ImmutableSortedMap.copyOf(standings),
                view.exclusions());
    }

    static long identity(ServerId server) {
        return 1000L + server.value().hashCode();
    }

    /** A peer in the life 1 of its own identity that announced that. */
    static Peer peer(String server, long settled) {
        return peer(identity(id(server)), 1, settled);
    }

    static Peer peer(long identity, long incarnation, long settled) {
        return new Peer(
                identity,
                incarnation,
                settled,
                settled,
                true,
                true,
                Duration.ZERO,
                Duration.ofMillis(1),
                ImmutableSortedSet.of());
    }
}
