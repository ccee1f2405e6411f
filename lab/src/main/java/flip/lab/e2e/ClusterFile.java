package flip.lab.e2e;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The configuration of a laboratory's cluster: the documented one, with the hosts' addresses in
 * place of loopback. It can be changed before it is written.
 */
public final class ClusterFile {
    /** The system that holds the addresses. */
    public static final String SYSTEM = "ip";

    static final int PORT = 2200;
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

    private final JsonObject json;

    private ClusterFile(JsonObject json) {
        this.json = json;
    }

    /** The cluster of the documented example: flip1 first, then flip, and flip2 as arbiter. */
    public static ClusterFile documented(Hosts hosts, Timings timings) {
        ClusterFile file = bare(timings);
        file.server(hosts.server("flip"), true);
        file.server(hosts.server("flip1"), true).addProperty("priority", 1);
        file.server(hosts.server("flip2"), false);
        file.addresses("192.168.0.2", "192.168.0.1");
        return file;
    }

    /** A cluster without servers and without data yet. */
    public static ClusterFile bare(Timings timings) {
        JsonObject json = new JsonObject();
        json.addProperty("key", "secret");
        json.addProperty("gossip_interval", timings.gossipInterval().toMillis());
        json.addProperty("ping_timeout", timings.pingTimeout().toMillis());
        json.addProperty("guard", timings.guard().toMillis());
        json.addProperty("mature", 0);
        json.addProperty("log_level", "info");
        json.addProperty("scripts_dir", Repository.root().resolve("scripts").toString());
        json.add("servers", new JsonObject());
        JsonObject cluster = new JsonObject();
        cluster.add("config", new JsonObject());
        cluster.add("system", new JsonObject());
        json.add("cluster", cluster);
        return new ClusterFile(json);
    }

    /** The same, to be changed on its own. */
    public ClusterFile copy() {
        return new ClusterFile(json.deepCopy());
    }

    private JsonObject servers() {
        return json.getAsJsonObject("servers");
    }

    private JsonObject systems() {
        return json.getAsJsonObject("cluster").getAsJsonObject("system");
    }

    /** Adds a server that carries the addresses, or an arbiter; returns it for more settings. */
    public JsonObject server(Host host, boolean carriesAddresses) {
        JsonObject server = new JsonObject();
        server.addProperty("ip", host.ip());
        server.addProperty("port", PORT);
        if (carriesAddresses) {
            JsonArray names = new JsonArray();
            names.add(SYSTEM);
            server.add("systems", names);
        }
        servers().add(host.name(), server);
        return server;
    }

    /** Adds the system of addresses with the shipped scripts on the hosts' interface. */
    public JsonObject addresses(String... data) {
        JsonObject system = system(SYSTEM, "ip_up", "ip_down", data);
        JsonObject config = new JsonObject();
        config.addProperty("interface", Host.INTERFACE);
        system.add("config", config);
        return system;
    }

    /** Adds a system with scripts of one's own. */
    public JsonObject system(String name, String alive, String down, String... data) {
        JsonObject system = new JsonObject();
        system.addProperty("alive", alive);
        system.addProperty("down", down);
        system.addProperty("type", "shard");
        JsonArray list = new JsonArray();
        List.of(data).forEach(list::add);
        system.add("data", list);
        systems().add(name, system);
        return system;
    }

    /** Has a driver hold the addresses, in place of the scripts. */
    public ClusterFile driver(String name) {
        JsonObject system = system(SYSTEM);
        system.remove("alive");
        system.remove("down");
        system.addProperty("driver", name);
        return this;
    }

    /** The settings of a system that is there already. */
    public JsonObject system(String name) {
        return systems().getAsJsonObject(name);
    }

    /** The settings of a server that is there already. */
    public JsonObject server(String name) {
        return servers().getAsJsonObject(name);
    }

    /** What a server without a lease does with its addresses: {@code freeze} or {@code stop}. */
    public ClusterFile policy(String noQuorumPolicy) {
        system(SYSTEM).addProperty("no_quorum_policy", noQuorumPolicy);
        return this;
    }

    /** The ids of all servers. */
    public List<String> serverIds() {
        return List.copyOf(servers().keySet());
    }

    /** The whole file, for settings that have no verb here. */
    public JsonObject json() {
        return json;
    }

    /** Writes the file for one server, with what differs from server to server. */
    Path write(Path file, Path dataDir, Path socket) {
        JsonObject own = json.deepCopy();
        own.addProperty("data_dir", dataDir.toString());
        JsonObject admin = new JsonObject();
        admin.addProperty("socket", socket.toString());
        own.add("admin", admin);
        try {
            return Files.writeString(file, GSON.toJson(own) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
