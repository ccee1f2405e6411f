package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One test's hosts and agents, and the claims that can be made about them. */
final class Scene implements AfterEachCallback {
    static final String FIRST = "192.168.0.1";
    static final String SECOND = "192.168.0.2";

    /** The documented tables. */
    static final Map<String, String> ALL_UP = Map.of(FIRST, "flip1", SECOND, "flip");

    static final Map<String, String> FLIP_HAS_BOTH = Map.of(FIRST, "flip", SECOND, "flip");
    static final Map<String, String> NOBODY_HAS_ANY = Map.of(FIRST, "", SECOND, "");

    /** Long enough for three virtual machines to start on a busy machine. */
    static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final Duration QUESTION_PERIOD = Duration.ofMillis(5);

    private Optional<Laboratory> lab = Optional.empty();
    private Optional<Agents> agents = Optional.empty();
    private Set<String> addresses = Set.of();
    private final long openedAt = System.nanoTime();

    /** The hosts of the documented cluster, and its file; no agent runs yet. */
    ClusterFile documented(Timings timings) {
        return cluster(
                List.of("flip", "flip1", "flip2"),
                List.of(FIRST, SECOND),
                hosts -> ClusterFile.documented(hosts, timings));
    }

    /** Hosts of these names, with a file for them; no agent runs yet. */
    ClusterFile cluster(
            List<String> servers, List<String> moving, Function<Hosts, ClusterFile> write) {
        Laboratory opened = Laboratory.open(servers, moving, QUESTION_PERIOD);
        lab = Optional.of(opened);
        addresses = new TreeSet<>(moving);
        ClusterFile file = write.apply(opened.hosts());
        agents = Optional.of(Agents.of(opened, file));
        return file;
    }

    /** Starts the documented cluster and waits for the documented table. */
    ClusterFile allUp(Timings timings) {
        return allUp(timings, "freeze");
    }

    ClusterFile allUp(Timings timings, String policy) {
        ClusterFile file = documented(timings).policy(policy);
        agents().startAll();
        awaitAllUp();
        awaitAnswer(FIRST, "flip1");
        awaitAnswer(SECOND, "flip");
        return file;
    }

    /**
     * Waits for the documented table, and until every server is up by agreement: an arbiter may be
     * the last to be, and no table shows it. Who crashes before that never becomes down.
     */
    void awaitAllUp() {
        awaitTable(ALL_UP);
        List<String> servers = lab().hosts().servers().stream().map(Host::name).toList();
        servers.forEach(
                each ->
                        awaitStatus(
                                each,
                                status ->
                                        servers.stream()
                                                .map(status::stateOf)
                                                .allMatch("up"::equals)));
    }

    /**
     * Starts the documented cluster and takes one server away again: a cluster is formed only when
     * all its voters are there, and the others then go on without it.
     */
    ClusterFile allUpBut(String absent, Timings timings) {
        ClusterFile file = allUp(timings);
        crash(absent);
        awaitTable(absent.equals("flip1") ? FLIP_HAS_BOTH : ALL_UP);
        host(absent).boot();
        return file;
    }

    Laboratory lab() {
        return lab.orElseThrow(() -> new IllegalStateException("no hosts yet"));
    }

    Agents agents() {
        return agents.orElseThrow(() -> new IllegalStateException("no agents yet"));
    }

    Host host(String name) {
        return lab().host(name);
    }

    Segment segment() {
        return lab().segment();
    }

    /** Waits until every address is where the table says, and nowhere else. */
    void awaitTable(Map<String, String> table) {
        lab().timeline().await(timeline -> timeline.table(addresses).equals(table), PATIENCE);
        assertThat(lab().timeline().table(addresses))
                .as("who has which address")
                .isEqualTo(new TreeMap<>(table));
    }

    /** Waits until a host answers the client. */
    void awaitAnswer(String address, String host) {
        assertThat(lab().answers().awaitFrom(address, host, System.nanoTime(), PATIENCE))
                .as("an answer of %s from %s", host, address)
                .isPresent();
    }

    /** No address comes or goes for so long. */
    void assertNothingMovesFor(Duration length) {
        long from = System.nanoTime();
        lab().timeline().staysAsItIs(length);
        assertThat(lab().timeline().since(from)).as("changes meanwhile").isEmpty();
    }

    /** Since a moment no address was on two hosts, not for a microsecond. */
    void assertNeverOnTwoSince(long moment) {
        for (String address : addresses) {
            assertThat(lab().timeline().onSeveral(address, moment, System.nanoTime()))
                    .as("how long %s was on two servers", address)
                    .isZero();
        }
    }

    /** The machine is gone: link, processes, addresses. */
    void crash(String name) {
        host(name).crash();
    }

    /** The machine is there again and its agent is started. */
    void bootAndStart(String name) {
        host(name).boot();
        agents().start(name);
    }

    /** Writes a script among the agents' files and returns its path. */
    String script(String name, String text, String permissions) {
        Path script = agents().folder().resolve(name);
        try {
            Files.writeString(script, text);
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString(permissions));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return script.toString();
    }

    /** Waits until the agent on a host says something of itself. */
    void awaitStatus(String host, Predicate<AgentStatus> wanted) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> wanted.test(AgentStatus.ask(agents().socket(host))));
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (test.getExecutionException().isPresent()) {
            System.err.println("=== " + test.getDisplayName() + " failed; addresses:");
            lab.ifPresent(each -> System.err.println(each.timeline().tell(openedAt)));
            agents.ifPresent(each -> System.err.println(each.tell()));
        }
        agents.ifPresent(Agents::close);
        lab.ifPresent(Laboratory::close);
    }
}
