package flip.lab.e2e;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Seven addresses on five servers of two priorities. The tables are worked out by hand: sorted by
 * priority, then by name, the servers are charlie, echo, alpha, bravo, delta, and the addresses are
 * dealt round them in order. The last one goes to echo, so that alpha is the next to be dealt to.
 */
@NeedsNamespaces
class DistributionTest {
    private static final List<String> SERVERS =
            List.of("alpha", "bravo", "charlie", "delta", "echo");

    private static final List<String> ADDRESSES =
            List.of(
                    "192.168.0.1",
                    "192.168.0.2",
                    "192.168.0.3",
                    "192.168.0.4",
                    "192.168.0.5",
                    "192.168.0.6",
                    "192.168.0.7");

    private static final Map<String, String> ALL_UP =
            table("charlie", "echo", "alpha", "bravo", "delta", "charlie", "echo");

    /** What charlie had is dealt on: to alpha, then to bravo. */
    private static final Map<String, String> WITHOUT_CHARLIE =
            table("alpha", "echo", "alpha", "bravo", "delta", "bravo", "echo");

    /** What charlie and bravo had is dealt on: to alpha, delta, echo. */
    private static final Map<String, String> WITHOUT_CHARLIE_AND_BRAVO =
            table("alpha", "echo", "alpha", "delta", "delta", "echo", "echo");

    @RegisterExtension private final Scene scene = new Scene();

    @Test
    void everyAddressIsWhereTheRuleSays() {
        scene.cluster(SERVERS, ADDRESSES, DistributionTest::file);
        scene.agents().startAll();
        scene.awaitTable(ALL_UP);

        scene.crash("charlie");
        scene.awaitTable(WITHOUT_CHARLIE);
        scene.crash("bravo");
        scene.awaitTable(WITHOUT_CHARLIE_AND_BRAVO);
        scene.bootAndStart("bravo");
        scene.awaitTable(WITHOUT_CHARLIE);
        scene.bootAndStart("charlie");
        scene.awaitTable(ALL_UP);
        scene.assertNeverOnTwoSince(0);
    }

    private static ClusterFile file(Hosts hosts) {
        ClusterFile file = ClusterFile.bare(Timings.SHORT);
        for (Host host : hosts.servers()) {
            boolean first = List.of("charlie", "echo").contains(host.name());
            file.server(host, true).addProperty("priority", first ? 1 : 2);
        }
        // Written in another order than they are dealt in.
        file.addresses(
                "192.168.0.7",
                "192.168.0.2",
                "192.168.0.4",
                "192.168.0.1",
                "192.168.0.6",
                "192.168.0.3",
                "192.168.0.5");
        return file;
    }

    private static Map<String, String> table(String... holders) {
        TreeMap<String, String> table = new TreeMap<>();
        for (int number = 0; number < holders.length; number++) {
            table.put(ADDRESSES.get(number), holders[number]);
        }
        return table;
    }
}
