package flip.agent.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One network namespace for each server, joined by a bridge. To be used by a process that has
 * namespaces of its own: everything is gone when that process is.
 */
final class NamespaceStage implements Stage {
    static final String INTERFACE = "eth0";

    private static final String BRIDGE = "lan0";
    private static final int PORT = 2200;

    /** Waits in its new namespace until the interface is there, then becomes the agent. */
    private static final String HOST =
            "log=$1; shift; echo ready; read -r go && exec \"$@\" >>\"$log\" 2>&1 </dev/null";

    private final Path home;
    private final Path folder;
    private final DemoConfig config;
    private final Map<Integer, Process> hosts = new TreeMap<>();

    NamespaceStage(Path home, Path folder, DemoConfig config) throws CommandFailed {
        this.home = home;
        this.folder = folder;
        this.config = config;
        config.place(NamespaceStage::address, PORT);
        config.useInterface(INTERFACE);
        for (int server = 0; server < config.servers().size(); server++) {
            config.write(server, folder(server), home.resolve("scripts"), "");
        }
        ip("link", "set", "lo", "up");
        ip("link", "add", BRIDGE, "type", "bridge", "forward_delay", "0");
        ip("link", "set", BRIDGE, "up");
    }

    @Override
    public List<String> description() {
        return List.of(
                "each server in a network namespace of its own, joined by a bridge:"
                        + " addresses and cut links are real");
    }

    @Override
    public String place() {
        return "ON " + INTERFACE;
    }

    @Override
    public void powerOn(int server) throws CommandFailed {
        String id = config.servers().get(server);
        List<String> command =
                List.of(
                        "unshare",
                        "-n",
                        "--",
                        "sh",
                        "-c",
                        HOST,
                        "flip-host",
                        folder(server).resolve("agent.log").toString(),
                        home.resolve("bin/flip").toString(),
                        "agent",
                        "-c",
                        folder(server).resolve("flip.json").toString(),
                        "-n",
                        id);
        try {
            Process host =
                    Programs.builder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            hosts.put(server, host);
            // Its first line says that it is in the new namespace.
            if (host.inputReader(StandardCharsets.US_ASCII).readLine() == null) {
                throw new CommandFailed(
                        ExitCode.FAILED, "cannot make a network namespace for " + id);
            }
            plug(server, host.pid());
            try (OutputStream go = host.getOutputStream()) {
                go.write('\n');
            }
        } catch (IOException e) {
            throw new CommandFailed(ExitCode.FAILED, "cannot start " + id + ": " + e.getMessage());
        }
    }

    @Override
    public void powerOff(int server) {
        // The link first: a host without power does not even say that its port is closed.
        Programs.run(List.of("ip", "link", "delete", link(server)));
        Process host = hosts.remove(server);
        if (host != null) {
            end(host);
        }
    }

    @Override
    public void connect(boolean connected) throws CommandFailed {
        ip("link", "set", BRIDGE, connected ? "up" : "down");
    }

    @Override
    public Optional<List<String>> held(int server) {
        Process host = hosts.get(server);
        if (host == null || !host.isAlive()) {
            return Optional.of(List.of());
        }
        Programs.Ended shown =
                Programs.run(
                        inside(
                                host.pid(),
                                "ip",
                                "-j",
                                "address",
                                "show",
                                "dev",
                                INTERFACE,
                                "scope",
                                "global"));
        if (!shown.isOk()) {
            return Optional.of(List.of()); // The host is just going.
        }
        return Optional.of(addresses(shown.output(), address(server)));
    }

    @Override
    public void close() {
        for (int server : List.copyOf(hosts.keySet())) {
            powerOff(server);
        }
    }

    private void plug(int server, long pid) throws CommandFailed {
        ip(
                "link",
                "add",
                link(server),
                "type",
                "veth",
                "peer",
                "name",
                INTERFACE,
                "netns",
                "" + pid);
        Programs.must(inside(pid, "ip", "link", "set", "lo", "up"));
        Programs.must(
                inside(pid, "ip", "address", "add", address(server) + "/24", "dev", INTERFACE));
        Programs.must(inside(pid, "ip", "link", "set", INTERFACE, "up"));
        ip("link", "set", link(server), "master", BRIDGE, "up");
    }

    /** All addresses of ip's answer but the host's own. */
    static List<String> addresses(String json, String own) {
        List<String> addresses = new ArrayList<>();
        try {
            for (JsonElement link : JsonParser.parseString(json).getAsJsonArray()) {
                JsonElement infos = link.getAsJsonObject().get("addr_info");
                if (infos == null) {
                    continue;
                }
                for (JsonElement info : infos.getAsJsonArray()) {
                    // With a filter, ip leaves an empty object for what it leaves out.
                    JsonElement address = info.getAsJsonObject().get("local");
                    if (address != null && !address.getAsString().equals(own)) {
                        addresses.add(address.getAsString());
                    }
                }
            }
        } catch (JsonParseException | IllegalStateException e) {
            throw new AssertionError("what ip -j said is not understood: " + json, e);
        }
        addresses.sort(null);
        return addresses;
    }

    private static List<String> inside(long pid, String... command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "-t", "" + pid, "-n", "--"));
        all.addAll(List.of(command));
        return all;
    }

    private static void ip(String... arguments) throws CommandFailed {
        List<String> all = new ArrayList<>(List.of("ip"));
        all.addAll(List.of(arguments));
        Programs.must(all);
    }

    /** Kills it with all that it started, and waits until it is gone. */
    static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Path folder(int server) {
        return folder.resolve(config.servers().get(server));
    }

    private static String address(int server) {
        return "10.77.0." + (server + 1);
    }

    private static String link(int server) {
        return "host" + (server + 1);
    }
}
