package flip.lab.e2e;

import static flip.lab.e2e.Scene.FIRST;
import static flip.lab.e2e.Scene.FLIP_HAS_BOTH;
import static flip.lab.e2e.Scene.PATIENCE;
import static flip.lab.e2e.Scene.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two hosts that have one address on one segment: an owner whose agent is cut off and its
 * successor, and an owner and a stranger.
 */
@NeedsNamespaces
class ConflictTest {
    private static final String SIX = "fd00:90:0:0:0:0:0:51";

    /** Only what the agents say is cut: ARP and all else passes. */
    private static final String ONLY_AGENTS =
            """
            table inet agents {
              chain in {
                type filter hook input priority 0;
                meta l4proto { tcp, udp } th dport 2200 drop;
              }
              chain out {
                type filter hook output priority 0;
                meta l4proto { tcp, udp } th dport 2200 drop;
              }
            }
            """;

    /** More than one shows that a server that yielded is as good as before. */
    private static final int TIMES = Integer.getInteger("flip.conflict.times", 2);

    private static final Duration A_LONG_TIME = Timings.SHORT.pingTimeout().multipliedBy(8);

    @RegisterExtension private final Scene scene = new Scene();

    /** The documented cluster with that tool. */
    private void documented(String tool) {
        ClusterFile file = scene.documented(Timings.SHORT);
        if (!tool.equals("scripts")) {
            file.driver(tool);
        }
        scene.agents().startAll();
        awaitDocumented();
    }

    private void awaitDocumented() {
        scene.awaitAllUp();
        scene.awaitAnswer(FIRST, "flip1");
        scene.awaitAnswer(SECOND, "flip");
        awaitWatch(FIRST);
    }

    /** A cluster in which flip1 holds one address, and a host beside it that is none of its. */
    private Stranger oneAddress(String address, String conflict) {
        scene.cluster(
                List.of("flip", "flip1", "flip2", "stranger"),
                List.of(address),
                hosts -> {
                    ClusterFile file = ClusterFile.documented(hosts, Timings.SHORT);
                    file.addresses(address).addProperty("conflict", conflict);
                    return file;
                });
        scene.agents().startAll();
        awaitOwner(address);
        awaitWatch(address);
        return new Stranger(scene.host("stranger"));
    }

    private void awaitOwner(String address) {
        scene.awaitTable(Map.of(address, "flip1"));
        scene.awaitStatus(
                "flip1",
                status ->
                        status.leased()
                                && status.here(ClusterFile.SYSTEM, address).equals("alive")
                                && List.of("flip", "flip1", "flip2").stream()
                                        .map(status::stateOf)
                                        .allMatch("up"::equals));
        scene.awaitAnswer(address, "flip1");
    }

    /** Until the watch on flip1's host has opened the ears that it needs for that address. */
    private void awaitWatch(String address) {
        String kind = address.contains(":") ? "86dd" : "0806";
        await().atMost(PATIENCE)
                .until(
                        () ->
                                scene.host("flip1")
                                        .namespace()
                                        .run("cat", "/proc/net/packet")
                                        .contains(" " + kind + " "));
    }

    private static InetAddress address(String text) {
        return InetAddresses.forString(text);
    }

    private String hardware(String host) {
        return Stranger.hardware(scene.host(host));
    }

    private void cutAgentOff(String host) {
        List<String> nft = scene.host(host).namespace().inside(List.of("nft", "-f", "-"));
        Command.feed(ONLY_AGENTS, nft.toArray(String[]::new));
    }

    private void healAgent(String host) {
        scene.host(host).namespace().run("nft", "delete", "table", "inet", "agents");
    }

    private void awaitLine(String line) {
        assertThat(
                        scene.agents()
                                .agent("flip1")
                                .awaitLine(Pattern.compile(Pattern.quote(line)), PATIENCE))
                .as("flip1 says: %s", line)
                .isTrue();
    }

    /** Of flip1's host, those that run that. */
    private List<ProcessHandle> processes(String program) {
        return scene.host("flip1").namespace().processes().stream()
                .map(process -> ProcessHandle.of(process))
                .flatMap(Optional::stream)
                .filter(each -> each.info().commandLine().orElse("").contains(program))
                .toList();
    }

    private void awaitHolders(String address, String... hosts) {
        assertThat(
                        scene.lab()
                                .timeline()
                                .await(
                                        timeline -> timeline.holders(address).equals(Set.of(hosts)),
                                        PATIENCE))
                .as("%s is on %s", address, List.of(hosts))
                .isTrue();
    }

    private Sniffer sniffer() {
        return Sniffer.on(scene.lab().hosts(), scene.host("flip1"));
    }

    private void awaitAnnouncement(Sniffer sniffer, String address, String host) {
        assertThat(sniffer.awaitAnnouncement(address(address), hardware(host), PATIENCE))
                .as("%s announces %s", host, address)
                .isPresent();
    }

    private static String claimed(String address, String hardware, String consequence) {
        return "ip/%s is claimed by another host, %s: %s".formatted(address, hardware, consequence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scripts", "ip_driver"})
    void aFrozenOwnerWhoseAgentIsCutOffYieldsToItsSuccessor(String tool) {
        documented(tool);

        for (int time = 0; time < TIMES; time++) {
            long cut = System.nanoTime();
            cutAgentOff("flip1");
            scene.awaitTable(FLIP_HAS_BOTH);
            System.out.printf(
                    "%s: %s was on two servers for %d ms%n",
                    tool,
                    FIRST,
                    scene.lab().timeline().onSeveral(FIRST, cut, System.nanoTime()).toMillis());
            scene.awaitAnswer(FIRST, "flip");
            awaitLine(
                    claimed(FIRST, hardware("flip"), "there is no lease here, so it is given up"));
            scene.assertNothingMovesFor(A_LONG_TIME);

            healAgent("flip1");
            awaitDocumented();
        }
    }

    @Test
    void itYieldsAnAddressOfIpv6Too() {
        oneAddress(SIX, "yield");

        cutAgentOff("flip1");
        scene.awaitTable(Map.of(SIX, "flip"));
        scene.awaitAnswer(SIX, "flip");

        healAgent("flip1");
        awaitOwner(SIX);
    }

    @Test
    void whoIsToDefendKeepsItAndAnnouncesAgain() {
        oneAddress(FIRST, "defend");

        try (Sniffer sniffer = sniffer()) {
            cutAgentOff("flip1");
            awaitHolders(FIRST, "flip", "flip1");
            awaitLine(claimed(FIRST, hardware("flip"), "it is announced again"));
            awaitAnnouncement(sniffer, FIRST, "flip1");
        }
        scene.assertNothingMovesFor(A_LONG_TIME);

        healAgent("flip1");
        awaitOwner(FIRST);
    }

    @Test
    void whoIsToReportKeepsItAndSaysSo() {
        oneAddress(FIRST, "report");

        cutAgentOff("flip1");
        awaitHolders(FIRST, "flip", "flip1");
        awaitLine(claimed(FIRST, hardware("flip"), "nothing is done about it"));
        scene.assertNothingMovesFor(A_LONG_TIME);

        healAgent("flip1");
        awaitOwner(FIRST);
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, SIX})
    void aStrangerTakesNothingFromAnOwnerWithALease(String held) {
        Stranger stranger = oneAddress(held, "yield");
        long before = System.nanoTime();

        try (Sniffer sniffer = sniffer()) {
            stranger.claims(address(held));
            awaitLine(claimed(held, stranger.hardware(), "it is announced again"));
            awaitAnnouncement(sniffer, held, "flip1");
        }

        scene.awaitAnswer(held, "flip1");
        scene.awaitStatus(
                "flip1",
                status ->
                        status.json().getAsJsonObject("counters").get("contested").getAsLong()
                                >= 1);
        assertThat(scene.lab().timeline().since(before)).as("changes").isEmpty();
    }

    @Test
    void anOwnerAnnouncesForEver() {
        oneAddress(FIRST, "yield");

        // Whoever took it announces it for three seconds, the watch after that.
        await().atMost(PATIENCE).until(() -> processes("announce.pl").isEmpty());
        try (Sniffer sniffer = sniffer()) {
            awaitAnnouncement(sniffer, FIRST, "flip1");
        }
    }

    @Test
    void aWatchThatIsKilledIsStartedAgain() {
        Stranger stranger = oneAddress(FIRST, "yield");

        processes("watch.pl").forEach(ProcessHandle::destroyForcibly);

        awaitLine("nobody here notices when another host claims an address: it has ended");
        awaitLine("it is noticed again when another host claims an address");
        awaitWatch(FIRST);
        stranger.claims(address(FIRST));
        awaitLine(claimed(FIRST, stranger.hardware(), "it is announced again"));
        scene.awaitAnswer(FIRST, "flip1");
    }
}
