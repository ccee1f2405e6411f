package flip.agent.config;

import com.google.common.collect.ImmutableList;
import flip.membership.Server;
import java.util.function.Function;

/** The keys that a running agent does not take up when its file is read again. */
public final class RestartKeys {
    private final Settings running;
    private final Settings read;
    private final ImmutableList.Builder<String> changed = ImmutableList.builder();

    private RestartKeys(Settings running, Settings read) {
        this.running = running;
        this.read = read;
    }

    /** Those that differ between what the agent was started with and what its file says now. */
    public static ImmutableList<String> changed(Settings running, Settings read) {
        RestartKeys keys = new RestartKeys(running, read);
        String server = "servers." + running.self() + ".";
        boolean moved = keys.differs(settings -> keys.server(settings).host());
        keys.add("key", Settings::keys);
        keys.add("log_level", Settings::logLevel);
        keys.add("data_dir", Settings::dataDir);
        keys.add("scripts_dir", settings -> settings.scriptsDirs().folders());
        keys.add("admin.socket", Settings::adminSocket);
        keys.add(moved ? server + "ip" : "bind", Settings::bindHost);
        keys.add(server + "port", settings -> keys.server(settings).port());
        return keys.changed.build();
    }

    private void add(String key, Function<Settings, Object> value) {
        if (differs(value)) {
            changed.add(key);
        }
    }

    private boolean differs(Function<Settings, Object> value) {
        return !value.apply(running).equals(value.apply(read));
    }

    private Server server(Settings settings) {
        return settings.catalog()
                .configuration()
                .roster()
                .find(running.self())
                .orElseThrow(() -> new AssertionError(running.self() + " is no server"));
    }
}
