package flip.lab.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and its neighbour: two network namespaces joined by a cable, {@code v0} at both ends. The
 * scripts run on the host (10.0.0.2, 2001:db8::2); the neighbour is 10.0.0.3, 2001:db8::3.
 */
final class TwoHosts implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Pattern ADDRESS =
            Pattern.compile("\"local\":\"([^\"]+)\",\"prefixlen\":(\\d+)");

    final String host;
    final String neighbour;

    TwoHosts() throws IOException {
        assumeTrue(isRoot(), "needs root, to make network namespaces");
        String name = "flips" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        host = name + "h";
        neighbour = name + "n";
        try {
            build();
        } catch (IOException | AssertionError e) {
            close();
            throw e;
        }
    }

    static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    static Path script(String name) {
        return Path.of(System.getProperty("flip.repository", ".."))
                .toAbsolutePath()
                .normalize()
                .resolve("scripts")
                .resolve(name);
    }

    private void build() throws IOException {
        Ran.out("ip", "netns", "add", host);
        Ran.out("ip", "netns", "add", neighbour);
        Ran.out(
                "ip link add v0 netns %s type veth peer name v0 netns %s"
                        .formatted(host, neighbour)
                        .split(" "));
        for (String each : List.of(host, neighbour)) {
            Ran.out("ip", "-n", each, "link", "set", "lo", "up");
            Ran.out("ip", "-n", each, "link", "set", "v0", "up");
        }
        onHost("addr", "add", "10.0.0.2/24", "dev", "v0");
        onHost("addr", "add", "2001:db8::2/64", "dev", "v0", "nodad");
        onNeighbour("addr", "add", "10.0.0.3/24", "dev", "v0");
        onNeighbour("addr", "add", "2001:db8::3/64", "dev", "v0", "nodad");
    }

    String onHost(String... ip) throws IOException {
        return ip(host, ip);
    }

    String onNeighbour(String... ip) throws IOException {
        return ip(neighbour, ip);
    }

    private static String ip(String where, String... rest) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "-n", where));
        command.addAll(List.of(rest));
        return Ran.out(command.toArray(String[]::new));
    }

    Ran up(String datum, String config) throws IOException {
        return run("ip_up.sh", datum, config);
    }

    Ran down(String datum, String config) throws IOException {
        return run("ip_down.sh", datum, config);
    }

    private Ran run(String script, String datum, String config) throws IOException {
        return in(Map.of(), List.of(script(script).toString(), datum, config));
    }

    /** Runs a command on the host, with the usual path if none is given. */
    Ran in(Map<String, String> environment, List<String> command) throws IOException {
        Map<String, String> all = new TreeMap<>(environment);
        all.putIfAbsent("PATH", Ran.usualPath());
        List<String> there = new ArrayList<>(List.of("/usr/bin/env", "-i"));
        all.forEach((key, value) -> there.add(key + "=" + value));
        there.addAll(command);
        there.addAll(0, List.of("ip", "netns", "exec", host));
        return Ran.command(Map.of("PATH", Ran.usualPath()), there);
    }

    /** The addresses of an interface of the host, with their prefixes, but not the kernel's own. */
    List<String> addresses(String device) throws IOException {
        Matcher found =
                ADDRESS.matcher(onHost("-j", "addr", "show", "dev", device, "scope", "global"));
        List<String> addresses = new ArrayList<>();
        while (found.find()) {
            addresses.add(found.group(1) + "/" + found.group(2));
        }
        addresses.removeAll(List.of("10.0.0.2/24", "2001:db8::2/64"));
        return addresses;
    }

    String hardwareAddress() throws IOException {
        Matcher found =
                Pattern.compile("\"address\":\"([^\"]+)\"")
                        .matcher(onHost("-j", "link", "show", "dev", "v0"));
        if (!found.find()) {
            throw new AssertionError("v0 has no hardware address");
        }
        return found.group(1);
    }

    /** The neighbour has met the address before, at some other host. */
    void neighbourKnowsElsewhere(String address) throws IOException {
        onNeighbour(
                "neigh replace %s lladdr 02:00:00:00:00:99 dev v0 nud reachable"
                        .formatted(address)
                        .split(" "));
    }

    /** Whether the neighbour would now send to this host what is for the address. */
    boolean neighbourKnowsHere(String address) throws IOException {
        return onNeighbour("-j", "neigh", "show", "to", address, "dev", "v0")
                .contains(hardwareAddress());
    }

    /** How many processes of ours still run on the host. */
    int processes() throws IOException {
        return (int) Ran.out("ip", "netns", "pids", host).lines().count();
    }

    @Override
    public void close() throws IOException {
        for (String each : List.of(host, neighbour)) {
            // What was never made cannot be deleted.
            Ran unused =
                    Ran.command(
                            Map.of("PATH", Ran.usualPath()), List.of("ip", "netns", "del", each));
        }
    }
}
