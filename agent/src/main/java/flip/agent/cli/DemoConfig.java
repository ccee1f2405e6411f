package flip.agent.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** The documented configuration, and what the demo changes in it. */
final class DemoConfig {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /** It has the key in it. */
    private static final Set<PosixFilePermission> OURS_ALONE =
            PosixFilePermissions.fromString("rw-------");

    private final JsonObject root;
    private final List<String> servers;

    private DemoConfig(JsonObject root) {
        this.root = root;
        this.servers = List.copyOf(root.getAsJsonObject("servers").keySet());
    }

    static DemoConfig read(Path file) throws CommandFailed {
        try {
            return new DemoConfig(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
        } catch (IOException e) {
            throw new CommandFailed(ExitCode.FAILED, "cannot read " + file + ": " + e.getMessage());
        } catch (JsonParseException | IllegalStateException | NullPointerException e) {
            throw new CommandFailed(
                    ExitCode.FAILED,
                    file + " is no configuration (`flip validate " + file + "` says more)");
        }
    }

    /** The servers, in the order of the file. */
    List<String> servers() {
        return servers;
    }

    /** G. */
    Duration gossipInterval() {
        return millis("gossip_interval", 1000);
    }

    /** L. */
    Duration pingTimeout() {
        return millis("ping_timeout", 1500);
    }

    /** L + g. */
    Duration longestGrant() {
        long quarter = Math.max(50, pingTimeout().toMillis() / 4);
        return pingTimeout().plus(millis("guard", quarter));
    }

    /** How long a server runs before it asks to be up. */
    Duration mature() {
        return millis("mature", 5000);
    }

    /** Puts the servers at these addresses, all on one port. */
    void place(IntFunction<String> address, int port) {
        for (int at = 0; at < servers.size(); at++) {
            JsonObject server = server(at);
            server.addProperty("ip", address.apply(at));
            server.addProperty("port", port);
        }
    }

    /** Puts every system's addresses on this interface. */
    void useInterface(String name) {
        for (var system : systems().entrySet()) {
            JsonObject object = system.getValue().getAsJsonObject();
            JsonObject config =
                    object.has("config") ? object.getAsJsonObject("config") : new JsonObject();
            config.addProperty("interface", name);
            object.add("config", config);
        }
    }

    /** The names of all alive and down scripts. */
    List<String> scripts() {
        return systems().entrySet().stream()
                .map(system -> system.getValue().getAsJsonObject())
                .flatMap(system -> Stream.of(system.get("alive"), system.get("down")))
                .filter(Objects::nonNull)
                .map(JsonElement::getAsString)
                .distinct()
                .toList();
    }

    /** Writes the file of one server, whose folder this is. */
    void write(int server, Path folder, Path scripts, String bind) throws CommandFailed {
        JsonObject own = root.deepCopy();
        JsonObject admin = new JsonObject();
        admin.addProperty("socket", folder.resolve("flip.sock").toString());
        own.addProperty("id", servers.get(server));
        own.addProperty("data_dir", folder.resolve("data").toString());
        own.addProperty("scripts_dir", scripts.toString());
        own.add("admin", admin);
        if (!bind.isEmpty()) {
            own.addProperty("bind", bind);
        }
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve("flip.json");
            Files.writeString(file, GSON.toJson(own) + "\n");
            Files.setPosixFilePermissions(file, OURS_ALONE);
        } catch (IOException e) {
            throw new CommandFailed(
                    ExitCode.FAILED, "cannot write in " + folder + ": " + e.getMessage());
        }
    }

    private JsonObject systems() {
        return root.getAsJsonObject("cluster").getAsJsonObject("system");
    }

    private JsonObject server(int at) {
        return root.getAsJsonObject("servers").getAsJsonObject(servers.get(at));
    }

    private Duration millis(String key, long otherwise) {
        JsonElement value = root.get(key);
        return Duration.ofMillis(value == null ? otherwise : value.getAsLong());
    }
}
