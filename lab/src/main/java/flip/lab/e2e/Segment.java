package flip.lab.e2e;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The wire between all hosts: a bridge in a namespace of its own, which can be cut in any direction
 * between any two hosts. What is cut is cut below ARP, as a broken cable or switch would do it.
 */
public final class Segment {
    private static final String RULES =
            """
      table bridge lab {
        set cuts { type ifname . ifname; }
        set spared { type ifname; }
        chain forward {
          type filter hook forward priority 0; policy accept;
          iifname . oifname @cuts drop
        }
        chain filters {
          type filter hook forward priority 2; policy accept;
        }
        chain loss {
          type filter hook forward priority 1; policy accept;
        }
      }
      """;

    /** What one host sends and another one does not get. */
    private record Cut(String from, String to) {}

    private final Netns namespace;
    private final Set<Cut> cuts = new LinkedHashSet<>();
    private int attached;

    private Segment(Netns namespace) {
        this.namespace = namespace;
    }

    static Segment create(Netns namespace) {
        // Multicast is flooded: VRRP has to reach hosts that did not ask for it.
        namespace.ip(
                "link",
                "add",
                "name",
                "br0",
                "type",
                "bridge",
                "stp_state",
                "0",
                "forward_delay",
                "0",
                "mcast_snooping",
                "0");
        namespace.ip("link", "set", "dev", "br0", "up");
        namespace.run("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
        Command.feed(RULES, nft(namespace, "-f", "-"));
        return new Segment(namespace);
    }

    Netns namespace() {
        return namespace;
    }

    /**
     * Joins a namespace to the wire; its end is called eth0. Returns the number the watch knows.
     */
    int attach(Netns host, String hostName) {
        int number = ++attached;
        namespace.ip("netns", "set", host.name(), Integer.toString(number));
        namespace.ip(
                "link",
                "add",
                "name",
                port(hostName),
                "type",
                "veth",
                "peer",
                "name",
                Host.INTERFACE,
                "netns",
                host.name());
        namespace.ip("link", "set", "dev", port(hostName), "master", "br0", "up");
        return number;
    }

    /** The name of the bridge's end of the cable of a host. */
    static String port(String hostName) {
        return "p-" + hostName;
    }

    /** Nothing that one of {@code from} sends reaches one of {@code to}; the way back stays. */
    public synchronized void cutOneWay(Collection<Host> from, Collection<Host> to) {
        for (Host sender : from) {
            for (Host receiver : to) {
                if (sender != receiver) {
                    cuts.add(new Cut(port(sender.name()), port(receiver.name())));
                }
            }
        }
        applyCuts();
    }

    /** Nothing passes between the two groups. */
    public synchronized void cut(Collection<Host> one, Collection<Host> other) {
        for (Host sender : one) {
            for (Host receiver : other) {
                if (sender != receiver) {
                    cuts.add(new Cut(port(sender.name()), port(receiver.name())));
                    cuts.add(new Cut(port(receiver.name()), port(sender.name())));
                }
            }
        }
        applyCuts();
    }

    /** No two of these can talk to each other. */
    public void partition(Collection<Host> hosts) {
        cut(hosts, hosts);
    }

    /** The others hear this host, but it hears none of them. */
    public void onlyHeard(Host host, Collection<Host> others) {
        cutOneWay(others, List.of(host));
    }

    /** This host hears the others, but none of them hears it. */
    public void onlyHearing(Host host, Collection<Host> others) {
        cutOneWay(List.of(host), others);
    }

    /** Everybody hears everybody again. Cables that were pulled stay pulled. */
    public synchronized void heal() {
        cuts.clear();
        applyCuts();
        Command.feed("flush chain bridge lab filters\n", nft(namespace, "-f", "-"));
    }

    /**
     * Of all that passes, so many in a hundred get lost, drawn for each packet by itself; 0 ends
     * that.
     */
    public synchronized void lose(int percent) {
        String script = "flush chain bridge lab loss\n";
        if (percent > 0) {
            String chance = percent < 100 ? "numgen random mod 100 < " + percent : "";
            script +=
                    "add rule bridge lab loss iifname != @spared oifname != @spared "
                            + chance
                            + " drop\n";
        }
        Command.feed(script, nft(namespace, "-f", "-"));
    }

    /** Nothing of what this host sends or gets is lost by chance. */
    void spare(Host host) {
        String script = "add element bridge lab spared { \"" + port(host.name()) + "\" }\n";
        Command.feed(script, nft(namespace, "-f", "-"));
    }

    /**
     * No UDP of these ports passes between the two groups, as a wrong rule in a packet filter has
     * it; all else does, ARP included.
     */
    public synchronized void filterUdp(Collection<Host> one, Collection<Host> other, int port) {
        String from = "{ " + ports(one) + " }";
        String to = "{ " + ports(other) + " }";
        String rule = "add rule bridge lab filters iifname %s oifname %s udp dport %d drop%n";
        Command.feed(
                rule.formatted(from, to, port) + rule.formatted(to, from, port),
                nft(namespace, "-f", "-"));
    }

    private static String ports(Collection<Host> hosts) {
        return hosts.stream()
                .map(host -> "\"" + port(host.name()) + "\"")
                .collect(Collectors.joining(", "));
    }

    /** Takes the carrier from a host, at once. */
    public void pullCable(Host host) {
        namespace.ip("link", "set", "dev", port(host.name()), "down");
    }

    /** The same for several hosts, from one moment to the next. */
    public void pullCables(Collection<Host> hosts) {
        StringBuilder commands = new StringBuilder();
        for (Host host : hosts) {
            commands.append("link set dev ").append(port(host.name())).append(" down\n");
        }
        Command.feed(commands.toString(), "ip", "-n", namespace.name(), "-batch", "-");
    }

    public void plugCable(Host host) {
        namespace.ip("link", "set", "dev", port(host.name()), "up");
    }

    /** One transaction: at no moment is only a part of the change in force. */
    private void applyCuts() {
        String script = "flush set bridge lab cuts\n";
        if (!cuts.isEmpty()) {
            script +=
                    cuts.stream()
                            .map(cut -> "\"" + cut.from() + "\" . \"" + cut.to() + "\"")
                            .collect(
                                    Collectors.joining(
                                            ", ", "add element bridge lab cuts { ", " }\n"));
        }
        Command.feed(script, nft(namespace, "-f", "-"));
    }

    private static String[] nft(Netns namespace, String... arguments) {
        return Stream.concat(namespace.inside(List.of("nft")).stream(), Arrays.stream(arguments))
                .toArray(String[]::new);
    }
}
