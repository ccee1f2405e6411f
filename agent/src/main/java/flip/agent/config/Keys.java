package flip.agent.config;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;

/**
 * The keys that one kind of object of the configuration has.
 *
 * @param of the kind of object, for a sentence
 * @param known what this version acts on
 * @param later what later versions act on: by key the one value that already works, as that means
 *     what happens anyway; empty when there is none
 */
record Keys(String of, ImmutableSortedSet<String> known, ImmutableSortedMap<String, String> later) {
    /** Of a server itself; may differ from server to server and is never replicated. */
    static final ImmutableSortedSet<String> OWN =
            ImmutableSortedSet.of(
                    "$schema",
                    "id",
                    "key",
                    "key_file",
                    "keys",
                    "log_level",
                    "log",
                    "data_dir",
                    "scripts_dir",
                    "bind",
                    "admin");

    /** Of the whole cluster: the same on every server. */
    static final ImmutableSortedSet<String> SHARED =
            ImmutableSortedSet.of(
                    "profile",
                    "version",
                    "quorum",
                    "gossip_interval",
                    "ping_per_interval",
                    "ping_timeout",
                    "guard",
                    "mature",
                    "servers",
                    "cluster");

    static final Keys FILE =
            new Keys(
                    "the configuration",
                    ImmutableSortedSet.copyOf(Sets.union(OWN, SHARED)),
                    ImmutableSortedMap.of("plugins_dir", ""));

    static final Keys SERVER =
            keys("a server", "ip", "port", "systems", "priority", "voter", "weight", "config");

    static final Keys CLUSTER = keys("cluster", "config", "system");

    static final Keys SYSTEM =
            new Keys(
                    "a system",
                    ImmutableSortedSet.of(
                            "type",
                            "data",
                            "alive",
                            "down",
                            "driver",
                            "kernel_lease",
                            "config",
                            "no_quorum_policy",
                            "conflict",
                            "timeout",
                            "retries",
                            "retry_delay",
                            "failure_timeout",
                            "handover_timeout",
                            "parallel"),
                    ImmutableSortedMap.<String, String>naturalOrder()
                            .put("announce", "")
                            .put("batch", "false")
                            .put("change", "")
                            .put("check", "")
                            .put("check_interval", "")
                            .put("delay", "0")
                            .put("failback", "auto")
                            .put("fence", "")
                            .put("health", "")
                            .put("run", "")
                            .buildOrThrow());

    static final Keys DATUM = keys("a datum", "id", "prefer", "config", "group");

    static final Keys GROUP_MEMBER = keys("a datum of a group", "id", "config");

    static final Keys ADMIN =
            new Keys(
                    "admin",
                    ImmutableSortedSet.of("socket"),
                    ImmutableSortedMap.of("group", "", "http", ""));

    private static Keys keys(String of, String... known) {
        return new Keys(of, ImmutableSortedSet.copyOf(known), ImmutableSortedMap.of());
    }
}
