package flip.lab.e2e;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The machines of one run: servers and a client on one segment. */
public final class Hosts implements AutoCloseable {
    /** Where the servers and the client live; the last number is the host's. */
    public static final String NET = "10.90.0.";

    /** Where the addresses live that move; on the same wire, so that ARP says who gets packets. */
    public static final String SERVICE_NET = "192.168.0.0/24";

    static final String SERVICE_NET6 = "fd00:90::/64";

    private static final int CLIENT = 254;
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(5);

    private final Namespaces namespaces;
    private final Segment segment;
    private final Map<String, Host> servers;
    private final Host client;

    private Hosts(Namespaces namespaces, Segment segment, Map<String, Host> servers, Host client) {
        this.namespaces = namespaces;
        this.segment = segment;
        this.servers = servers;
        this.client = client;
    }

    /** Why the laboratory cannot be built here; empty when it can. */
    public static Optional<String> whyNot() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("only root may make network namespaces here");
        }
        for (String tool : List.of("ip", "nft", "setsid")) {
            if (Command.attempt("", COMMAND_LIMIT, "sh", "-c", "command -v " + tool).exitCode()
                    != 0) {
                return Optional.of(
                        "the command " + tool + " is missing (Debian: iproute2, nftables)");
            }
        }
        return Optional.empty();
    }

    /** Builds the segment, one host for each name, and a client. */
    public static Hosts create(List<String> names) {
        Namespaces namespaces = Namespaces.open();
        try {
            Segment segment = Segment.create(namespaces.create("bridge"));
            Map<String, Host> servers = new LinkedHashMap<>();
            for (String name : names) {
                String ip = NET + (servers.size() + 1);
                servers.put(name, Host.create(name, ip, namespaces.create(name), segment));
            }
            Host client = Host.create("client", NET + CLIENT, namespaces.create("client"), segment);
            return new Hosts(namespaces, segment, servers, client);
        } catch (RuntimeException e) {
            namespaces.close();
            throw e;
        }
    }

    public Segment segment() {
        return segment;
    }

    /** One more machine on the wire, from which something is watched; it has no part in loss. */
    Host visitor(String name, int number) {
        Host visitor = Host.create(name, NET + number, namespaces.create(name), segment);
        segment.spare(visitor);
        return visitor;
    }

    public Host client() {
        return client;
    }

    public List<Host> servers() {
        return List.copyOf(servers.values());
    }

    public Host server(String name) {
        Host host = servers.get(name);
        if (host == null) {
            throw new IllegalArgumentException("no server " + name + " among " + servers.keySet());
        }
        return host;
    }

    /** All servers but this one. */
    public List<Host> others(Host host) {
        return servers.values().stream().filter(each -> each != host).toList();
    }

    /** The servers and the client. */
    public List<Host> all() {
        return Stream.concat(servers.values().stream(), Stream.of(client)).toList();
    }

    @Override
    public void close() {
        namespaces.close();
    }
}
