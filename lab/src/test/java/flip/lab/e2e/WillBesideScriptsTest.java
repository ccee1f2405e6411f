package flip.lab.e2e;

import static flip.lab.e2e.Scene.FIRST;
import static flip.lab.e2e.Scene.PATIENCE;
import static flip.lab.e2e.Scene.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A last will says that nothing is held. A driver that has only some of it must not say so: nobody
 * takes from an agent that was killed what its scripts have raised before its lease is over.
 */
@NeedsNamespaces
class WillBesideScriptsTest {
    /** The system whose data are held by scripts. */
    private static final String SCRIPTED = "scripted";

    private static final Pattern WILL_IS_OUT = Pattern.compile("ip_driver has the last will");
    private static final Pattern WILL_IS_BACK =
            Pattern.compile("ip_driver has no last will any more");

    /** What the others say of a server whose will they heard, and of one that asked for its end. */
    private static final Pattern LEAVES = Pattern.compile("flip1 leaves, before life");

    private static final Pattern DOWN = Pattern.compile("flip1 goes down, its life");

    @RegisterExtension private final Scene scene = new Scene();

    @Test
    void aServerThatHoldsByScriptsTooIsTakenOverFromOnlyWhenItsLeaseIsOver() {
        scene.cluster(
                List.of("flip", "flip1", "flip2"),
                List.of(FIRST, SECOND),
                hosts -> {
                    ClusterFile file = ClusterFile.documented(hosts, Timings.SHORT);
                    file.addresses(FIRST);
                    scripted(file, "flip1");
                    return file.driver("ip_driver");
                });
        scene.agents().startAll();
        awaitBothOnFirst();

        scene.agents().agent("flip1").kill();

        awaitTaken("flip2");
        assertThat(scene.agents().agent("flip1").lines(WILL_IS_OUT)).isEmpty();
    }

    @Test
    void aWillIsTakenBackBeforeAScriptRaisesAndGivenAgainAfterwards() {
        scene.cluster(
                List.of("flip", "flip1", "flip2", "other"),
                List.of(FIRST, SECOND),
                WillBesideScriptsTest::withAnother);
        scene.agents().startAll();
        scene.awaitTable(Map.of(FIRST, "flip1", SECOND, "other"));
        awaitUp("flip", "flip1", "flip2", "other");
        Daemon agent = scene.agents().agent("flip1");
        awaitMore(agent, WILL_IS_OUT, 0);

        crashOther(agent);
        int out = agent.lines(WILL_IS_OUT).size();
        scene.bootAndStart("other");
        scene.awaitTable(Map.of(FIRST, "flip1", SECOND, "other"));
        awaitMore(agent, WILL_IS_OUT, out);

        crashOther(agent);
        agent.kill();

        awaitTaken("flip2");
    }

    private void crashOther(Daemon agent) {
        int back = agent.lines(WILL_IS_BACK).size();
        scene.crash("other");
        awaitBothOnFirst();
        assertThat(agent.lines(WILL_IS_BACK)).hasSizeGreaterThan(back);
    }

    /** Scripts hold an address on {@code other}, which does not vote, and on flip1 without that. */
    private static ClusterFile withAnother(Hosts hosts) {
        ClusterFile file = ClusterFile.documented(hosts, Timings.SHORT);
        JsonObject other = file.server(hosts.server("other"), false);
        other.addProperty("priority", 0);
        other.addProperty("voter", false);
        file.addresses(FIRST);
        scripted(file, "other", "flip1");
        return file.driver("ip_driver");
    }

    private static void scripted(ClusterFile file, String... servers) {
        JsonObject config = new JsonObject();
        config.addProperty("interface", Host.INTERFACE);
        file.system(SCRIPTED, "ip_up", "ip_down", SECOND).add("config", config);
        for (String server : servers) {
            JsonObject settings = file.server(server);
            if (!settings.has("systems")) {
                settings.add("systems", new JsonArray());
            }
            settings.getAsJsonArray("systems").add(SCRIPTED);
        }
    }

    private void awaitBothOnFirst() {
        scene.awaitTable(Map.of(FIRST, "flip1", SECOND, "flip1"));
        scene.awaitStatus(
                "flip1",
                status ->
                        status.leased()
                                && status.here(ClusterFile.SYSTEM, FIRST).equals("alive")
                                && status.here(SCRIPTED, SECOND).equals("alive"));
        awaitUp("flip", "flip1", "flip2");
    }

    private void awaitUp(String... servers) {
        for (String asked : servers) {
            scene.awaitStatus(
                    asked,
                    status ->
                            List.of(servers).stream().map(status::stateOf).allMatch("up"::equals));
        }
    }

    private static void awaitMore(Daemon agent, Pattern pattern, int than) {
        await().atMost(PATIENCE).until(() -> agent.lines(pattern).size() > than);
    }

    /**
     * The driver has given back what it had and another server has that; what the script raised is
     * still there, and nobody was told otherwise.
     */
    private void awaitTaken(String witness) {
        scene.awaitTable(Map.of(FIRST, "flip", SECOND, "flip1"));
        for (String each : List.of("flip", witness)) {
            scene.awaitStatus(each, status -> status.stateOf("flip1").equals("down"));
        }
        List<String> said =
                List.of("flip", witness).stream()
                        .map(each -> scene.agents().agent(each))
                        .flatMap(agent -> agent.lines().stream())
                        .toList();
        assertThat(said).anyMatch(DOWN.asPredicate()).noneMatch(LEAVES.asPredicate());
    }
}
