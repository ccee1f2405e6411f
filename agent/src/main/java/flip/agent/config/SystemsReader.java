package flip.agent.config;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Roster;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.Wire;
import flip.systems.SystemSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Reads {@code cluster.system}, as it is for one server. */
final class SystemsReader {
    private static final ImmutableMap<String, SystemSpec.Kind> KINDS =
            ImmutableMap.of(
                    "shard", SystemSpec.Kind.SHARD,
                    "sharded", SystemSpec.Kind.SHARD,
                    "replicate", SystemSpec.Kind.REPLICATE,
                    "replicated", SystemSpec.Kind.REPLICATE,
                    "singleton", SystemSpec.Kind.SINGLETON);

    private static final ImmutableMap<String, SystemSpec.NoQuorumPolicy> POLICIES =
            ImmutableMap.of(
                    "freeze", SystemSpec.NoQuorumPolicy.FREEZE,
                    "stop", SystemSpec.NoQuorumPolicy.STOP);

    private static final ImmutableMap<String, SystemSpec.Conflict> CONFLICTS =
            ImmutableMap.of(
                    "yield", SystemSpec.Conflict.YIELD,
                    "defend", SystemSpec.Conflict.DEFEND,
                    "report", SystemSpec.Conflict.REPORT);

    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** So many for a driver, unless told otherwise: it does as one what it is asked for at once. */
    private static final long MOST_PARALLEL = 1024;

    private static final String OBJECT = "As in {\"interface\": \"eth0\"}.";

    private final Problems problems;
    private final UnknownKeys unknown;
    private final ImmutableList<ServerEntry> servers;
    private final ServerId self;
    private final ScriptConfigs configs;

    SystemsReader(
            Problems problems,
            UnknownKeys unknown,
            ImmutableList<ServerEntry> servers,
            ServerId self) {
        this.problems = problems;
        this.unknown = unknown;
        this.servers = servers;
        this.self = self;
        this.configs = new ScriptConfigs(problems);
    }

    ImmutableSortedMap<String, SystemSpec> read(Fields cluster) {
        Json.Members shared = cluster.object("config", OBJECT).orElse(nothing(cluster.place()));
        ImmutableSortedMap.Builder<String, SystemSpec> systems = ImmutableSortedMap.naturalOrder();
        for (Json.Member member : cluster.named("system", "By name: {\"ip\": { ... }}.")) {
            if (isName(member)) {
                Fields.of(member.value(), Keys.SYSTEM, problems, unknown)
                        .ifPresent(
                                fields ->
                                        systems.put(member.key(), system(member, fields, shared)));
            }
        }
        return systems.buildOrThrow();
    }

    private boolean isName(Json.Member member) {
        String fault = Names.fault(member.key());
        if (fault.isEmpty()
                && member.key().getBytes(StandardCharsets.UTF_8).length > Wire.LONGEST_NAME) {
            fault = "must have at most " + Wire.LONGEST_NAME + " bytes";
        }
        if (!fault.isEmpty()) {
            problems.error(member.place(), "a system's name " + fault, "Rename it.");
        }
        return fault.isEmpty();
    }

    private SystemSpec system(Json.Member member, Fields fields, Json.Members shared) {
        String name = member.key();
        ImmutableList<ServerId> carriers = carriers(name);
        if (carriers.isEmpty()) {
            problems.warning(
                    member.place(),
                    "no server carries system " + name + ": its data are nowhere",
                    "Add " + Words.quoted(name) + " to the \"systems\" of some servers.");
        }
        ToolReader tool = new ToolReader(problems, fields);
        SystemSpec.Kind kind = fields.choice("type", KINDS).orElse(SystemSpec.Kind.SHARD);
        LotsReader lots =
                new LotsReader(
                        problems,
                        unknown,
                        name,
                        kind,
                        carriers.stream().map(ServerId::value).toList(),
                        servers.stream().map(entry -> entry.id().value()).toList(),
                        config(name, fields, CanonicalJson.merged(tool.config(), shared)),
                        configs,
                        member.place());
        return new SystemSpec(
                name,
                kind,
                lots.read(fields.items("data", "A list.").orElse(ImmutableList.of())),
                carriers,
                tool.read(),
                fields.choice("no_quorum_policy", POLICIES)
                        .orElse(SystemSpec.NoQuorumPolicy.FREEZE),
                fields.choice("conflict", CONFLICTS).orElse(SystemSpec.Conflict.YIELD),
                fields.duration("timeout", SHORTEST).orElse(Duration.ofSeconds(10)),
                fields.whole("retries", 0, 1000).orElse(3L).intValue(),
                fields.duration("retry_delay", SHORTEST).orElse(Duration.ofSeconds(1)),
                fields.duration("failure_timeout", Duration.ZERO).orElse(Duration.ofSeconds(60)),
                fields.duration("handover_timeout", Duration.ZERO).orElse(Duration.ofSeconds(30)),
                fields.whole("parallel", 1, MOST_PARALLEL)
                        .orElse(tool.isDriver() ? MOST_PARALLEL : 8L)
                        .intValue());
    }

    /** In the order of the roster. */
    private ImmutableList<ServerId> carriers(String name) {
        ImmutableList<Server> carriers =
                servers.stream()
                        .filter(entry -> entry.systems().contains(name))
                        .map(ServerEntry::server)
                        .limit(Roster.MOST)
                        .collect(toImmutableList());
        return carriers.isEmpty()
                ? ImmutableList.of()
                : Roster.of(carriers).servers().stream().map(Server::id).collect(toImmutableList());
    }

    /** cluster.config, then the system's, then what this server overrides. */
    private Json.Members config(String name, Fields fields, Json.Members shared) {
        Json.Members own = fields.object("config", OBJECT).orElse(nothing(fields.place()));
        Json.Members overridden =
                servers.stream()
                        .filter(entry -> entry.id().equals(self))
                        .flatMap(entry -> entry.overrides().find(name).stream())
                        .filter(Json.Members.class::isInstance)
                        .map(Json.Members.class::cast)
                        .findFirst()
                        .orElse(nothing(fields.place()));
        return CanonicalJson.merged(CanonicalJson.merged(shared, own), overridden);
    }

    private static Json.Members nothing(Place place) {
        return new Json.Members(place, ImmutableList.of());
    }
}
