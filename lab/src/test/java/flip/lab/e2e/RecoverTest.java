package flip.lab.e2e;

import static flip.lab.e2e.Scene.ALL_UP;
import static flip.lab.e2e.Scene.FIRST;
import static flip.lab.e2e.Scene.FLIP_HAS_BOTH;
import static flip.lab.e2e.Scene.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two of three voters are gone for good, and an operator says so on the third. */
@NeedsNamespaces
class RecoverTest {
    private static final int REFUSED = 1;

    @RegisterExtension private final Scene scene = new Scene();

    @Test
    void theLastVoterGoesOnAndNewDisksJoinIt() throws IOException {
        scene.allUp(Timings.SHORT, "stop");
        String lineage = lineage("flip");
        assertThat(scene.agents().recover("flip", "flip1", "flip2"))
                .as("it is refused while a quorum is there")
                .isEqualTo(REFUSED);
        scene.crash("flip1");
        scene.crash("flip2");
        scene.awaitStatus("flip", status -> !status.leased());
        scene.awaitTable(Scene.NOBODY_HAS_ANY);
        // How long a crashed machine takes to be gone is not the question here.
        long begin = System.nanoTime();
        wipe("flip1");
        wipe("flip2");

        // It is refused until nobody has heard them for ping_timeout + guard.
        await().atMost(Scene.PATIENCE)
                .until(() -> scene.agents().recover("flip", "flip1", "flip2") == 0);

        scene.awaitTable(FLIP_HAS_BOTH);
        scene.awaitAnswer(FIRST, "flip");
        scene.awaitAnswer(SECOND, "flip");
        assertThat(lineage("flip")).isNotEqualTo(lineage);
        scene.bootAndStart("flip1");
        scene.bootAndStart("flip2");
        scene.awaitAllUp();
        scene.awaitTable(ALL_UP);
        scene.awaitStatus("flip1", status -> voters(status) == 3);
        assertThat(lineage("flip1")).isEqualTo(lineage("flip"));
        scene.assertNeverOnTwoSince(begin);
    }

    private static int voters(AgentStatus status) {
        return status.json().getAsJsonObject("quorum").get("voters").getAsInt();
    }

    private String lineage(String server) throws IOException {
        return AgentStatus.ask(scene.agents().socket(server)).json().get("lineage").getAsString();
    }

    private void wipe(String server) throws IOException {
        Path disk = scene.agents().dataDir(server);
        Files.move(disk, disk.resolveSibling(disk.getFileName() + "-lost"));
    }
}
