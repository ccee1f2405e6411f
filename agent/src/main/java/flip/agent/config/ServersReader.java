package flip.agent.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import flip.membership.Roster;
import flip.membership.Server;
import flip.membership.ServerId;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads {@code servers}. */
final class ServersReader {
    private static final String EXAMPLE =
            "As in \"flip1\": {\"ip\": \"192.168.0.11\", \"port\": 2200, \"systems\": [\"ip\"]}.";

    private static final String BY_SYSTEM = "By system, as in {\"ip\": {\"interface\": \"eth1\"}}.";

    /** A port that stands in for a wrong one, so that the rest can be checked too. */
    private static final long ANY_PORT = 1;

    private final Problems problems;
    private final UnknownKeys unknown;
    private final Set<String> systems;
    private final TreeMap<String, Place> endpoints = new TreeMap<>();

    /**
     * A reader.
     *
     * @param systems the names of all systems
     */
    ServersReader(Problems problems, UnknownKeys unknown, Set<String> systems) {
        this.problems = problems;
        this.unknown = unknown;
        this.systems = systems;
    }

    /** All that have a valid id; what else is wrong with them has been told. */
    ImmutableList<ServerEntry> read(Fields file) {
        file.require("servers", EXAMPLE);
        ImmutableList<Json.Member> members = file.named("servers", EXAMPLE);
        if (file.find("servers").isPresent() && members.size() > Roster.MOST) {
            problems.error(
                    file.place("servers"),
                    "there are at most " + Roster.MOST + " servers, not " + members.size(),
                    "");
        } else if (file.find("servers").filter(Json.Members.class::isInstance).isPresent()
                && members.isEmpty()) {
            problems.error(file.place("servers"), "there is no server", EXAMPLE);
        }
        ImmutableList.Builder<ServerEntry> entries = ImmutableList.builder();
        for (Json.Member member : members) {
            Optional<ServerId> id = id(member);
            if (id.isPresent()) {
                Fields.of(member.value(), Keys.SERVER, problems, unknown)
                        .ifPresent(fields -> entries.add(entry(id.get(), fields)));
            }
        }
        return entries.build();
    }

    private Optional<ServerId> id(Json.Member member) {
        try {
            return Optional.of(new ServerId(member.key()));
        } catch (IllegalArgumentException e) {
            problems.error(member.place(), String.valueOf(e.getMessage()), "Rename it.");
            return Optional.empty();
        }
    }

    private ServerEntry entry(ServerId id, Fields fields) {
        fields.require("ip", "The address, or name, under which the others reach it.");
        fields.require("port", "Its UDP and TCP port, 1 to 65535; flip's usual one is 2200.");
        Optional<String> ip = fields.text("ip", "As in \"192.168.0.11\".");
        ip.flatMap(Hosts::fault)
                .ifPresent(
                        fault ->
                                problems.error(
                                        fields.place("ip"),
                                        "ip " + Words.quoted(ip.orElse("")) + " " + fault,
                                        "Write an IPv4 or IPv6 address, or a host's name."));
        Optional<Long> port = fields.whole("port", 1, 65535);
        if (ip.isPresent() && port.isPresent()) {
            checkOnlyOne(id, ip.get(), port.get(), fields.place("port"));
        }
        checkWeight(fields);
        Server server =
                new Server(
                        id,
                        ip.orElse(""),
                        port.orElse(ANY_PORT).intValue(),
                        fields.whole("priority", 0, Server.LAST - 1L)
                                .orElse((long) Server.LAST)
                                .intValue(),
                        fields.flag("voter").orElse(true));
        return new ServerEntry(server, systems(fields), overrides(fields));
    }

    private void checkOnlyOne(ServerId id, String ip, long port, Place place) {
        String endpoint = Hosts.canonical(ip) + " port " + port;
        Place first = endpoints.putIfAbsent(endpoint, place);
        if (first != null) {
            problems.error(
                    place,
                    "server " + id + " has the same ip and port as another: " + endpoint,
                    "The other one is in line " + first.line() + "; give each its own port.");
        }
    }

    private void checkWeight(Fields fields) {
        Optional<Json> weight = fields.find("weight");
        if (weight.isPresent()
                && !(weight.get() instanceof Json.Amount number && number.spelling().equals("1"))) {
            problems.error(
                    fields.place("weight"),
                    "a weight other than 1 is not supported by this version",
                    "Remove it, or write 1: all servers get equally many.");
        }
    }

    private ImmutableList<String> systems(Fields fields) {
        ImmutableList.Builder<String> carried = ImmutableList.builder();
        TreeSet<String> seen = new TreeSet<>();
        for (Json item : fields.items("systems", "As in [\"ip\"].").orElse(ImmutableList.of())) {
            if (!(item instanceof Json.Text name)) {
                problems.error(
                        item.place(), "a system's name must be a string, not " + item.kind(), "");
            } else if (!systems.contains(name.value())) {
                problems.error(item.place(), noSystem(name.value()), remedy(name.value()));
            } else if (!seen.add(name.value())) {
                problems.error(
                        item.place(),
                        "system " + name.value() + " is here a second time",
                        "Remove it.");
            } else {
                carried.add(name.value());
            }
        }
        return carried.build();
    }

    private Json.Members overrides(Fields fields) {
        Json.Members overrides =
                fields.object("config", BY_SYSTEM)
                        .orElse(new Json.Members(fields.place(), ImmutableList.of()));
        for (Json.Member member : overrides.members()) {
            if (!systems.contains(member.key())) {
                problems.error(member.place(), noSystem(member.key()), remedy(member.key()));
            } else if (!(member.value() instanceof Json.Members)) {
                problems.error(
                        member.value().place(),
                        "a server's config of a system must be an object, not "
                                + member.value().kind(),
                        BY_SYSTEM);
            }
        }
        return overrides;
    }

    private static String noSystem(String name) {
        return "there is no system " + Words.quoted(name);
    }

    private String remedy(String name) {
        String meant = Words.didYouMean(name, systems);
        if (!meant.isEmpty()) {
            return meant;
        }
        return systems.isEmpty()
                ? "cluster.system has none."
                : "cluster.system has " + Words.list(ImmutableSet.copyOf(systems)) + ".";
    }
}
