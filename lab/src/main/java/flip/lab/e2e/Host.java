package flip.lab.e2e;

import java.util.List;

/** One machine of the laboratory: a namespace with one cable to the segment. */
public final class Host {
    /** What every host calls its end of the cable. */
    public static final String INTERFACE = "eth0";

    private final String name;
    private final String ip;
    private final Netns namespace;
    private final Segment segment;
    private final int number;

    private Host(String name, String ip, Netns namespace, Segment segment, int number) {
        this.name = name;
        this.ip = ip;
        this.namespace = namespace;
        this.segment = segment;
        this.number = number;
    }

    static Host create(String name, String ip, Netns namespace, Segment segment) {
        // No duplicate address detection: it would hold an IPv6 address back for a second.
        namespace.run(
                "sh",
                "-c",
                "for each in all default; do echo 0 > /proc/sys/net/ipv6/conf/$each/accept_dad;"
                        + " echo 0 > /proc/sys/net/ipv4/conf/$each/rp_filter; done");
        int number = segment.attach(namespace, name);
        namespace.ip("link", "set", "dev", "lo", "up");
        namespace.ip("link", "set", "dev", INTERFACE, "up");
        Host host = new Host(name, ip, namespace, segment, number);
        host.addOwnAddresses();
        return host;
    }

    private void addOwnAddresses() {
        namespace.ip("address", "replace", ip + "/24", "dev", INTERFACE);
        for (String route : List.of(Hosts.SERVICE_NET, Hosts.SERVICE_NET6)) {
            namespace.ip("route", "replace", route, "dev", INTERFACE);
        }
    }

    public String name() {
        return name;
    }

    /** The address at which the other servers reach this one. */
    public String ip() {
        return ip;
    }

    public Netns namespace() {
        return namespace;
    }

    /** The number by which the kernel tells the watch whose address changed. */
    int number() {
        return number;
    }

    /**
     * The machine is gone from one moment to the next: first its link, so that nothing it still
     * does is seen, then its addresses, so that nobody counts those as held while its processes are
     * killed, and then what these have put back meanwhile.
     */
    public void crash() {
        segment.pullCable(this);
        flushAddresses();
        namespace.killAll();
        flushAddresses();
    }

    private void flushAddresses() {
        namespace.ip("address", "flush", "dev", INTERFACE, "scope", "global");
        namespace.ip("-6", "address", "flush", "dev", INTERFACE, "scope", "global");
    }

    /** The machine is there again, with its own address and without any process. */
    public void boot() {
        addOwnAddresses();
        segment.plugCable(this);
    }

    @Override
    public String toString() {
        return name;
    }
}
