package flip.agent.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Configuration;
import flip.membership.Roster;
import flip.membership.ServerId;
import flip.membership.Timing;
import flip.systems.Catalog;
import flip.systems.SystemSpec;
import java.util.Optional;
import java.util.Set;

/** Reads the cluster's part of a configuration. */
final class ClusterReader {
    private final Json.Members root;
    private final Fields file;
    private final Problems problems;
    private final UnknownKeys unknown;

    ClusterReader(Json.Members root, Fields file, Problems problems, UnknownKeys unknown) {
        this.root = root;
        this.file = file;
        this.problems = problems;
        this.unknown = unknown;
    }

    ImmutableList<ServerEntry> servers() {
        return new ServersReader(problems, unknown, systemNames()).read(file);
    }

    /** The catalog; empty when something is wrong, which has been told. */
    Optional<Catalog> catalog(ImmutableList<ServerEntry> servers, ServerId self) {
        Optional<Timing> timing = TimingReader.read(file, problems);
        Optional<Long> version = file.whole("version", 0, Configuration.HIGHEST_VERSION);
        ImmutableSortedMap<String, SystemSpec> systems =
                file.find("cluster")
                        .flatMap(value -> Fields.of(value, Keys.CLUSTER, problems, unknown))
                        .map(
                                cluster ->
                                        new SystemsReader(problems, unknown, servers, self)
                                                .read(cluster))
                        .orElse(ImmutableSortedMap.of());
        Optional<Long> quorum = quorum(servers);
        if (problems.hasErrors() || timing.isEmpty() || quorum.isEmpty()) {
            return Optional.empty();
        }
        String text = ClusterText.of(root);
        try {
            Configuration configuration =
                    new Configuration(
                            version.orElse(0L),
                            ClusterText.digest(text),
                            quorum.get().intValue(),
                            Roster.of(servers.stream().map(ServerEntry::server).toList()),
                            timing.get(),
                            text);
            return Optional.of(new Catalog(configuration, systems));
        } catch (IllegalArgumentException e) {
            problems.error(Place.WHOLE, String.valueOf(e.getMessage()), "");
            return Optional.empty();
        }
    }

    /** The names of whatever is there, right or wrong, so that nothing is told twice. */
    private Set<String> systemNames() {
        return file.find("cluster")
                .filter(Json.Members.class::isInstance)
                .flatMap(cluster -> ((Json.Members) cluster).find("system"))
                .filter(Json.Members.class::isInstance)
                .map(
                        systems ->
                                ((Json.Members) systems)
                                        .members().stream()
                                                .map(Json.Member::key)
                                                .collect(ImmutableSet.toImmutableSet()))
                .orElse(ImmutableSet.of());
    }

    private Optional<Long> quorum(ImmutableList<ServerEntry> servers) {
        if (servers.isEmpty()) {
            return Optional.empty();
        }
        long voters = servers.stream().filter(entry -> entry.server().voter()).count();
        if (voters == 0) {
            problems.error(
                    file.place("servers"),
                    "no server is a voter",
                    "Nobody could agree to anything: remove \"voter\": false from some.");
            return Optional.empty();
        }
        long majority = voters / 2 + 1;
        Optional<Long> given = file.whole("quorum", 1, Integer.MAX_VALUE);
        long quorum = given.orElse(majority);
        if (quorum > voters) {
            problems.error(
                    file.place("quorum"),
                    "quorum must be 1 to " + voters + ", the number of voters, not " + quorum,
                    "Leave it out for a majority, which is " + majority + ".");
            return Optional.empty();
        }
        if (quorum <= voters / 2) {
            problems.warning(
                    file.place("quorum"),
                    "quorum "
                            + quorum
                            + " of "
                            + voters
                            + " voters cannot be safe: two halves"
                            + " that do not hear each other both decide",
                    "Leave it out for a majority, which is "
                            + majority
                            + "; two servers need a third that only votes.");
        }
        return Optional.of(quorum);
    }
}
