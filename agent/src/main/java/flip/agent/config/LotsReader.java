package flip.agent.config;

import com.google.common.collect.ImmutableList;
import flip.membership.ServerId;
import flip.membership.Wire;
import flip.systems.Datum;
import flip.systems.Lot;
import flip.systems.SystemSpec;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads one system's {@code data}. */
final class LotsReader {
    private static final String EXAMPLE =
            "As in \"192.168.0.1\", or {\"id\": \"192.168.0.1\", \"prefer\": \"flip1\"}.";

    private final Problems problems;
    private final UnknownKeys unknown;
    private final String system;
    private final SystemSpec.Kind kind;
    private final Collection<String> carriers;
    private final Collection<String> servers;
    private final Json.Members config;
    private final ScriptConfigs configs;
    private final ScriptConfig plain;
    private final TreeMap<String, Place> seen = new TreeMap<>();
    private final TreeMap<String, Place> lotNames = new TreeMap<>();

    /**
     * A reader.
     *
     * @param carriers the servers that carry the system
     * @param servers all servers
     * @param config of the system on this server
     * @param configs of all systems
     * @param place of the system
     */
    LotsReader(
            Problems problems,
            UnknownKeys unknown,
            String system,
            SystemSpec.Kind kind,
            Collection<String> carriers,
            Collection<String> servers,
            Json.Members config,
            ScriptConfigs configs,
            Place place) {
        this.problems = problems;
        this.unknown = unknown;
        this.system = system;
        this.kind = kind;
        this.carriers = carriers;
        this.servers = servers;
        this.config = config;
        this.configs = configs;
        this.plain = configs.of(config, place);
    }

    ImmutableList<Lot> read(ImmutableList<Json> items) {
        ImmutableList.Builder<Lot> lots = ImmutableList.builder();
        for (Json item : items) {
            if (item instanceof Json.Text text) {
                datum(text.value(), text.place(), plain)
                        .flatMap(datum -> lot(datum.id(), text.place(), datum, Optional.empty()))
                        .ifPresent(lots::add);
            } else if (item instanceof Json.Members) {
                Fields.of(item, Keys.DATUM, problems, unknown)
                        .flatMap(this::lot)
                        .ifPresent(lots::add);
            } else {
                problems.error(
                        item.place(),
                        "a datum must be a string or an object, not " + item.kind(),
                        EXAMPLE);
            }
        }
        return kind == SystemSpec.Kind.SINGLETON ? asOne(lots.build()) : lots.build();
    }

    private Optional<Lot> lot(Fields fields) {
        Optional<ServerId> preferred = preferred(fields);
        if (fields.find("group").isPresent()) {
            return group(fields, preferred);
        }
        fields.require("id", EXAMPLE);
        Optional<String> id = fields.text("id", EXAMPLE);
        Optional<Datum> datum =
                id.flatMap(name -> datum(name, fields.place("id"), own(config, plain, fields)));
        return datum.flatMap(only -> lot(only.id(), fields.place("id"), only, preferred));
    }

    private Optional<Lot> group(Fields fields, Optional<ServerId> preferred) {
        if (kind != SystemSpec.Kind.SHARD) {
            problems.error(
                    fields.place("group"),
                    "only data of a shard system are grouped",
                    kind == SystemSpec.Kind.SINGLETON
                            ? "All data of a singleton move together anyway."
                            : "All data of a replicated system are everywhere anyway.");
            return Optional.empty();
        }
        Json.Members below = mergedConfig(config, fields);
        ScriptConfig shared = own(config, plain, fields);
        ImmutableList.Builder<Datum> data = ImmutableList.builder();
        String example = "As in [\"192.168.0.1\", \"192.168.0.2\"].";
        for (Json item : fields.items("group", example).orElse(ImmutableList.of())) {
            if (item instanceof Json.Text text) {
                datum(text.value(), text.place(), shared).ifPresent(data::add);
            } else {
                Fields.of(item, Keys.GROUP_MEMBER, problems, unknown)
                        .flatMap(member -> groupMember(member, below, shared))
                        .ifPresent(data::add);
            }
        }
        ImmutableList<Datum> members = ImmutableList.sortedCopyOf(data.build());
        if (members.isEmpty()) {
            problems.error(fields.place("group"), "this group has no data", example);
            return Optional.empty();
        }
        String name = fields.text("id", "Its name.").orElse(members.get(0).id());
        Place place = fields.place(fields.find("id").isPresent() ? "id" : "group");
        if (!isName(name, place) || !isOnlyLot(name, place)) {
            return Optional.empty();
        }
        return Optional.of(new Lot(name, members, preferred));
    }

    private Optional<Datum> groupMember(Fields member, Json.Members below, ScriptConfig shared) {
        member.require("id", "Its id, as in \"192.168.0.1\".");
        return member.text("id", "Its id, as in \"192.168.0.1\".")
                .flatMap(id -> datum(id, member.place("id"), own(below, shared, member)));
    }

    private ImmutableList<Lot> asOne(ImmutableList<Lot> lots) {
        if (lots.isEmpty()) {
            return lots;
        }
        ImmutableList.Builder<Datum> data = ImmutableList.builder();
        TreeSet<ServerId> preferred = new TreeSet<>();
        for (Lot lot : lots) {
            data.addAll(lot.data());
            lot.preferred().ifPresent(preferred::add);
        }
        if (preferred.size() > 1) {
            problems.error(
                    seen.firstEntry().getValue(),
                    "data of singleton " + system + " prefer different servers: " + preferred,
                    "They move together: name one server at the most.");
        }
        return ImmutableList.of(new Lot(system, data.build(), preferred.stream().findFirst()));
    }

    private Optional<Lot> lot(String name, Place place, Datum datum, Optional<ServerId> preferred) {
        return isOnlyLot(name, place)
                ? Optional.of(new Lot(name, ImmutableList.of(datum), preferred))
                : Optional.empty();
    }

    private boolean isOnlyLot(String name, Place place) {
        Place first = lotNames.putIfAbsent(name, place);
        if (first != null) {
            problems.error(
                    place,
                    Words.quoted(name) + " is the name of two groups, or of a group and a datum",
                    "The other one is in line " + first.line() + ".");
        }
        return first == null;
    }

    private Optional<ServerId> preferred(Fields fields) {
        Optional<String> name = fields.text("prefer", "As in \"flip1\".");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Place place = fields.place("prefer");
        if (kind == SystemSpec.Kind.REPLICATE) {
            problems.error(
                    place,
                    "data of a replicated system prefer no server",
                    "Remove it: they are on every server of the system.");
        } else if (!servers.contains(name.get())) {
            String meant = Words.didYouMean(name.get(), servers);
            problems.error(
                    place,
                    "there is no server " + Words.quoted(name.get()),
                    meant.isEmpty() ? "The servers are " + Words.list(servers) + "." : meant);
        } else if (!carriers.contains(name.get())) {
            problems.error(
                    place,
                    "server " + name.get() + " does not carry system " + system,
                    "Add " + Words.quoted(system) + " to its systems, or prefer another one.");
        } else {
            return Optional.of(new ServerId(name.get()));
        }
        return Optional.empty();
    }

    private Optional<Datum> datum(String id, Place place, ScriptConfig handed) {
        if (!isName(id, place)) {
            return Optional.empty();
        }
        Place first = seen.putIfAbsent(id, place);
        if (first != null) {
            problems.error(
                    place,
                    "datum " + Words.quoted(id) + " is in system " + system + " a second time",
                    "It is in line " + first.line() + " already: keep one of them.");
            return Optional.empty();
        }
        return Optional.of(new Datum(id, handed.json(), handed.environment()));
    }

    private boolean isName(String name, Place place) {
        String fault = Names.fault(name);
        if (!fault.isEmpty()) {
            problems.error(
                    place, "a datum's name " + fault, "Scripts get it as their first argument.");
        } else if (name.getBytes(StandardCharsets.UTF_8).length > Wire.LONGEST_NAME) {
            problems.error(
                    place,
                    "a datum's name must have at most " + Wire.LONGEST_NAME + " bytes",
                    "Shorten it.");
        } else {
            return true;
        }
        return false;
    }

    /** What a script is handed: what is handed anyway, unless there is more. */
    private ScriptConfig own(Json.Members below, ScriptConfig anyway, Fields fields) {
        return fields.find("config").isEmpty()
                ? anyway
                : configs.of(mergedConfig(below, fields), fields.place("config"));
    }

    private static Json.Members mergedConfig(Json.Members below, Fields fields) {
        return fields.object("config", "As in {\"interface\": \"eth1\"}.")
                .map(over -> CanonicalJson.merged(below, over))
                .orElse(below);
    }
}
