package flip.lab.e2e;

import static flip.lab.e2e.Scene.ALL_UP;
import static flip.lab.e2e.Scene.FIRST;
import static flip.lab.e2e.Scene.FLIP_HAS_BOTH;
import static flip.lab.e2e.Scene.PATIENCE;
import static flip.lab.e2e.Scene.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The file that flip documents, byte for byte: three agents on one machine, addresses on lo. */
@NeedsNamespaces
class DocumentedExampleTest {
    private static final String MACHINE = "machine";
    private static final List<String> SERVERS = List.of("flip", "flip1", "flip2");

    /** A machine whose /run and /var/lib are its own: the folders are those of an installation. */
    private static final String OWN_FOLDERS =
            "mount -t tmpfs lab /run && mount -t tmpfs lab /var/lib && echo ready && exec sleep 600";

    /** L + g of the documented file, twice. */
    private static final Duration LONG_ENOUGH_TO_MOVE = Duration.ofSeconds(4);

    private static final Duration LOOK_PERIOD = Duration.ofMillis(100);

    @RegisterExtension private final Scene scene = new Scene();

    @Test
    void threeAgentsOnOneMachineYieldTheDocumentedTables() throws IOException {
        scene.cluster(
                List.of(MACHINE),
                List.of(FIRST, SECOND),
                hosts -> ClusterFile.bare(Timings.DOCUMENTED));
        Path folder = Files.createDirectory(scene.agents().folder().resolve("config"));
        // Scripts are looked for beside the file's folder, as in the project itself.
        Files.createSymbolicLink(
                folder.resolveSibling("scripts"), Repository.root().resolve("scripts"));
        Path file = folder.resolve("flip.json");
        try (InputStream bytes = getClass().getResourceAsStream("/flip-documented.json")) {
            Files.write(file, Objects.requireNonNull(bytes).readAllBytes());
        }
        Daemon machine =
                Daemon.start(
                        scene.host(MACHINE),
                        List.of("sh", "-c", OWN_FOLDERS),
                        Map.of(),
                        scene.agents().folder().resolve("machine.log"));
        assertThat(machine.awaitLine(Pattern.compile("ready"), PATIENCE)).isTrue();

        SERVERS.forEach(server -> start(machine, server, file));
        awaitDocumented(machine, ALL_UP);

        scene.agents().agent("flip1").kill();
        awaitDocumented(machine, FLIP_HAS_BOTH);

        // Its start sweep takes away what it held itself, and leaves alone what flip holds.
        start(machine, "flip1", file);
        awaitDocumented(machine, ALL_UP);

        nft("add table inet lab", "add chain inet lab cut { type filter hook input priority 0; }");
        nft("add rule inet lab cut meta l4proto { tcp, udp } th dport 2200-2202 drop");
        awaitLease(machine, false);
        await().during(LONG_ENOUGH_TO_MOVE)
                .atMost(PATIENCE)
                .pollInterval(LOOK_PERIOD)
                .until(() -> held(machine).equals(new TreeMap<>(ALL_UP)));
        awaitDocumented(machine, ALL_UP);

        nft("delete table inet lab");
        awaitLease(machine, true);
        awaitDocumented(machine, ALL_UP);
    }

    private void nft(String... commands) {
        for (String command : commands) {
            scene.host(MACHINE).namespace().run("nft", command);
        }
    }

    private void awaitDocumented(Daemon machine, Map<String, String> table) {
        awaitTable(machine, table);
        awaitOnLoopback(FIRST, SECOND);
        awaitTable(machine, table);
        // Who handed something over remembers that, too.
        awaitAll(machine, status -> status.promisesBehind() == 0);
    }

    /** Until the owners of addresses have a lease, or neither has. */
    private void awaitLease(Daemon machine, boolean leased) {
        awaitAll(machine, status -> status.server().equals("flip2") || status.leased() == leased);
    }

    private static void awaitAll(Daemon machine, Predicate<AgentStatus> wanted) {
        await().atMost(PATIENCE)
                .pollInterval(LOOK_PERIOD)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> statuses(machine).stream().allMatch(wanted));
    }

    private void start(Daemon machine, String server, Path file) {
        scene.agents().startInside(machine, MACHINE, server, file);
    }

    private void awaitOnLoopback(String... addresses) {
        await().atMost(PATIENCE)
                .pollInterval(LOOK_PERIOD)
                .untilAsserted(
                        () ->
                                assertThat(loopback())
                                        .contains(
                                                Stream.of(addresses)
                                                        .map(address -> address + "/32")
                                                        .toList()));
    }

    private String loopback() {
        return scene.host(MACHINE).namespace().ip("address", "show", "dev", "lo");
    }

    private void awaitTable(Daemon machine, Map<String, String> table) {
        await().atMost(PATIENCE)
                .pollInterval(LOOK_PERIOD)
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(
                        () -> {
                            assertThat(held(machine)).isEqualTo(new TreeMap<>(table));
                        });
    }

    /** What the agents on the machine say that they hold. */
    private static Map<String, String> held(Daemon machine) throws IOException {
        Map<String, String> table = new TreeMap<>();
        for (AgentStatus status : statuses(machine)) {
            for (String address : List.of(FIRST, SECOND)) {
                if (status.here(ClusterFile.SYSTEM, address).equals("alive")) {
                    table.merge(address, status.server(), (one, two) -> one + "+" + two);
                }
            }
        }
        return table;
    }

    /** What each agent that runs says; whose socket is whose, they say too. */
    private static List<AgentStatus> statuses(Daemon machine) throws IOException {
        List<AgentStatus> statuses = new ArrayList<>();
        Path folder = Path.of("/proc", Integer.toString(machine.pid()), "root/run/flip");
        try (DirectoryStream<Path> sockets = Files.newDirectoryStream(folder, "*.sock")) {
            for (Path socket : sockets) {
                ask(socket).ifPresent(statuses::add);
            }
        }
        return statuses;
    }

    /** Empty when its agent was killed, and says nothing any more. */
    private static Optional<AgentStatus> ask(Path socket) throws IOException {
        try {
            return Optional.of(AgentStatus.ask(socket));
        } catch (ConnectException e) {
            return Optional.empty();
        }
    }
}
