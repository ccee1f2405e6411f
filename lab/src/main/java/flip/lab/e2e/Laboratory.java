package flip.lab.e2e;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/** Hosts with everything that watches them: the kernel's news of addresses, and a client. */
public final class Laboratory implements AutoCloseable {
    private final Hosts hosts;
    private final AddressWatch watch;
    private final Responders responders;
    private final Client client;

    private Laboratory(Hosts hosts, AddressWatch watch, Responders responders, Client client) {
        this.hosts = hosts;
        this.watch = watch;
        this.responders = responders;
        this.client = client;
    }

    /** Builds the hosts and begins to watch; the client asks every address once a period. */
    public static Laboratory open(List<String> servers, List<String> addresses, Duration period) {
        List<InetAddress> literals = addresses.stream().map(Laboratory::literal).toList();
        Hosts hosts = Hosts.create(servers);
        try {
            AddressWatch watch = AddressWatch.open(hosts);
            Responders responders = Responders.open(hosts, literals);
            Client client = Client.open(hosts, literals, period);
            return new Laboratory(hosts, watch, responders, client);
        } catch (RuntimeException e) {
            hosts.close();
            throw e;
        }
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address + " is not an address", e);
        }
    }

    public Hosts hosts() {
        return hosts;
    }

    public Segment segment() {
        return hosts.segment();
    }

    public Host host(String name) {
        return hosts.server(name);
    }

    /** Who had which address, and when. */
    public Timeline timeline() {
        return watch.timeline();
    }

    /** Who answered the client, and when. */
    public Answers answers() {
        responders.check();
        return client.answers();
    }

    @Override
    public void close() {
        client.close();
        responders.close();
        watch.close();
        hosts.close();
    }
}
