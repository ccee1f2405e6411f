package flip.lab.e2e;

import static flip.lab.e2e.Scene.ALL_UP;
import static flip.lab.e2e.Scene.FIRST;
import static flip.lab.e2e.Scene.FLIP_HAS_BOTH;
import static flip.lab.e2e.Scene.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An agent that is set up wrongly says so in one clear line and costs the others nothing. */
@NeedsNamespaces
class WrongStartTest {
    private static final Duration A_LONG_TIME = Timings.SHORT.pingTimeout().multipliedBy(8);

    /** A trouble that lasts may be told again now and then, but not with every packet. */
    private static final int FEW = 5;

    @RegisterExtension private final Scene scene = new Scene();

    @Test
    void anAgentWithAnotherKeyIsNotLetIn() {
        ClusterFile file = scene.allUpBut("flip1", Timings.SHORT);
        ClusterFile wrong = file.copy();
        wrong.json().addProperty("key", "another secret");

        Daemon agent = scene.agents().start("flip1", "flip1", wrong);

        assertThat(agent.awaitLine(Says.WRONG_KEY, PATIENCE)).isTrue();
        assertThat(scene.agents().agent("flip").awaitLine(Says.WRONG_KEY, PATIENCE)).isTrue();
        scene.assertNothingMovesFor(A_LONG_TIME);
        assertThat(scene.agents().agent("flip").lines(Says.WRONG_KEY)).hasSizeLessThan(FEW);
    }

    @Test
    void anIdThatIsNotInTheFileEndsTheAgent() {
        ClusterFile file = scene.allUpBut("flip1", Timings.SHORT);

        Daemon agent = scene.agents().start("flip1", "flop", file);

        assertEndsSaying(agent, Says.unknownId("flop", "flip1"));
        scene.awaitTable(FLIP_HAS_BOTH);
    }

    @Test
    void twoAgentsWithOneIdAreToldAndTheDataStayServed() {
        ClusterFile file = scene.allUpBut("flip2", Timings.SHORT);
        ClusterFile elsewhere = file.copy();
        elsewhere.json().addProperty("bind", scene.host("flip2").ip());

        Daemon second = scene.agents().start("flip2", "flip", elsewhere);

        assertThat(
                        second.awaitLine(Says.SAME_ID, PATIENCE)
                                || scene.agents().agent("flip").awaitLine(Says.SAME_ID, PATIENCE)
                                || scene.agents().agent("flip1").awaitLine(Says.SAME_ID, PATIENCE))
                .as("somebody says that there are two agents with one id")
                .isTrue();
        scene.awaitTable(ALL_UP);
        scene.awaitAnswer(FIRST, "flip1");
    }

    @Test
    void aSecondAgentInOneFolderEndsAndTheFirstGoesOn() {
        ClusterFile file = scene.allUp(Timings.SHORT);
        ClusterFile other = file.copy();
        other.server("flip1").addProperty("port", 2300);

        Daemon second = scene.agents().startBeside("flip1", "second", other);

        assertEndsSaying(second, Says.DATA_DIR_IN_USE);
        scene.assertNothingMovesFor(A_LONG_TIME);
        assertThat(scene.agents().agent("flip1").isRunning()).isTrue();
    }

    @Test
    void aPortInUseEndsTheAgent() throws IOException {
        scene.allUpBut("flip1", Timings.SHORT);
        Host host = scene.host("flip1");
        InetSocketAddress taken = new InetSocketAddress(host.ip(), ClusterFile.PORT);

        try (DatagramChannel squatter =
                host.namespace().call(() -> DatagramChannel.open().bind(taken))) {
            assertThat(squatter.isOpen()).isTrue();
            Daemon agent = scene.agents().start("flip1");
            assertEndsSaying(agent, Says.portInUse(ClusterFile.PORT));
        }
        scene.awaitTable(FLIP_HAS_BOTH);

        scene.agents().start("flip1");
        scene.awaitTable(ALL_UP);
    }

    @Test
    void aScriptThatIsNotThereCostsOnlyItsOwnSystem() {
        ClusterFile file = scene.documented(Timings.SHORT);
        file.system("job", "no_such_script", harmless(), "job1");
        joinSystem(file, "job");

        scene.agents().startAll();

        scene.awaitTable(ALL_UP);
        assertSomebodySays(Says.unusableScript("no_such_script"));
    }

    @Test
    void aScriptThatMayNotBeRunCostsOnlyItsOwnSystem() {
        ClusterFile file = scene.documented(Timings.SHORT);
        String script = scene.script("not_executable", "exit 0\n", "rw-r--r--");
        file.system("job", script, harmless(), "job1");
        joinSystem(file, "job");

        scene.agents().startAll();

        scene.awaitTable(ALL_UP);
        assertSomebodySays(Says.unusableScript("not_executable"));
    }

    @Test
    void anInterfaceThatIsMissingCostsOnlyItsOwnSystem() {
        ClusterFile file = scene.documented(Timings.SHORT);
        file.system("far", "ip_up", "ip_down", "192.168.0.77")
                .add("config", file.system(ClusterFile.SYSTEM).get("config").deepCopy());
        file.system("far").getAsJsonObject("config").addProperty("interface", "eth9");
        joinSystem(file, "far");

        scene.agents().startAll();

        scene.awaitTable(ALL_UP);
        assertSomebodySays(Says.missingInterface("eth9"));
    }

    private static void joinSystem(ClusterFile file, String system) {
        for (String server : List.of("flip", "flip1")) {
            JsonArray systems = file.server(server).getAsJsonArray("systems");
            systems.add(system);
        }
    }

    private String harmless() {
        return scene.script("harmless", "#!/bin/sh\nexit 0\n", "rwxr-xr-x");
    }

    private void assertEndsSaying(Daemon agent, Pattern what) {
        assertThat(agent.awaitEnd(PATIENCE)).as("the agent ends").isTrue();
        assertThat(agent.exitCode()).as("its exit code").isNotZero();
        assertThat(agent.lines(what)).as("lines that say what: %s", agent.lines()).hasSize(1);
        assertThat(agent.lines()).noneMatch(line -> line.startsWith("\tat "));
    }

    private void assertSomebodySays(Pattern what) {
        assertThat(
                        scene.agents().agent("flip1").awaitLine(what, PATIENCE)
                                || scene.agents().agent("flip").awaitLine(what, PATIENCE))
                .as("an agent says something like %s", what)
                .isTrue();
    }
}
