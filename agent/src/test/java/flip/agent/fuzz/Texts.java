package flip.agent.fuzz;

import flip.agent.config.AgreedCatalogReader;
import flip.membership.Configuration;
import flip.membership.ServerId;
import java.util.List;

/** Configurations that servers are offered. */
final class Texts {
    /**
     * What a server says of a text that it has.
     *
     * @param version that others hear of first
     * @param digest likewise
     * @param text in the agreed spelling if it is a configuration
     */
    record Offer(long version, long digest, String text) {}

    static final String FIRST = of(1, 2, "192.0.2.1", servers("a", "b", "c") + notVoting("d"));

    private static final String CHANGED =
            of(2, 2, "192.0.2.9", servers("a", "b", "c") + notVoting("d"));
    private static final String WITHOUT_C = of(3, 2, "192.0.2.1", servers("a", "b", "d"));
    private static final String WITHOUT_A =
            of(4, 2, "192.0.2.1", servers("b", "c") + notVoting("d"));
    private static final String MORE =
            of(5, 3, "192.0.2.1", servers("a", "b", "c", "e", "f") + notVoting("d"));
    private static final String LAST =
            of(Configuration.HIGHEST_VERSION, 1, "192.0.2.1", servers("a", "b") + notVoting("d"));

    static final List<String> ALL =
            List.of(
                    FIRST,
                    CHANGED,
                    WITHOUT_C,
                    WITHOUT_A,
                    MORE,
                    LAST,
                    "",
                    "{}",
                    "[[[",
                    "{\"version\": 7}",
                    FIRST.substring(0, FIRST.length() / 2));

    /** All of them, as whoever could read them would offer them. */
    static final List<Offer> OFFERS = ALL.stream().map(Texts::offer).toList();

    private Texts() {}

    private static Offer offer(String text) {
        try {
            Configuration read =
                    new AgreedCatalogReader(new ServerId("a")).read(text).configuration();
            return new Offer(read.version(), read.digest(), read.text());
        } catch (IllegalArgumentException e) {
            // Whoever offers it is not honest, and may say of it what it likes.
            return new Offer(7, text.length(), text);
        }
    }

    private static String servers(String... ids) {
        StringBuilder all = new StringBuilder();
        for (String id : ids) {
            all.append(all.isEmpty() ? "" : ", ").append(server(id, ""));
        }
        return all.toString();
    }

    private static String notVoting(String id) {
        return ", " + server(id, ", \"voter\": false");
    }

    private static String server(String id, String more) {
        return "\""
                + id
                + "\": {\"ip\": \"10.0.0."
                + (int) id.charAt(0)
                + "\", \"port\": 2200, \"systems\": [\"ip\", \"job\", \"all\"]"
                + more
                + "}";
    }

    private static String of(long version, int quorum, String datum, String servers) {
        return """
                {"key": "correct horse battery", "version": %d, "quorum": %d,
                 "gossip_interval": "100 ms", "ping_timeout": "250 ms", "guard": "50 ms", "mature": 0,
                 "servers": {%s},
                 "cluster": {"system": {
                   "ip": {"alive": "u", "down": "d", "no_quorum_policy": "stop", "retries": 1,
                          "retry_delay": "50 ms", "failure_timeout": "1 s",
                          "data": ["%s", "192.0.2.2", {"id": "192.0.2.3", "prefer": "b"}]},
                   "job": {"type": "singleton", "alive": "u", "down": "d", "data": ["one", "two"]},
                   "all": {"type": "replicated", "alive": "u", "down": "d", "data": ["x"]}}}}
                """
                .formatted(version, quorum, servers, datum);
    }
}
