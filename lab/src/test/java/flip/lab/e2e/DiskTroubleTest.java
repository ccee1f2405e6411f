package flip.lab.e2e;

import static flip.lab.e2e.Scene.ALL_UP;
import static flip.lab.e2e.Scene.FIRST;
import static flip.lab.e2e.Scene.FLIP_HAS_BOTH;
import static flip.lab.e2e.Scene.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A disk that forgets, or cannot be written, is told of and costs the others nothing. */
@NeedsNamespaces
class DiskTroubleTest {
    @RegisterExtension private final Scene scene = new Scene();

    @Test
    void aTruncatedPromiseFileIsToldOfAndTheServerComesBack() throws IOException {
        scene.allUp(Timings.SHORT);
        scene.crash("flip1");
        scene.awaitTable(FLIP_HAS_BOTH);
        long gone = System.nanoTime();

        byte[] whole = Files.readAllBytes(promise());
        Files.write(promise(), Arrays.copyOf(whole, whole.length / 2));
        scene.bootAndStart("flip1");

        assertDamageIsToldOnce(gone);
    }

    @Test
    void aFlippedBitInThePromiseFileIsToldOfAndTheServerComesBack() throws IOException {
        scene.allUp(Timings.SHORT);
        scene.crash("flip1");
        scene.awaitTable(FLIP_HAS_BOTH);
        long gone = System.nanoTime();

        byte[] bytes = Files.readAllBytes(promise());
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(promise(), bytes);
        scene.bootAndStart("flip1");

        assertDamageIsToldOnce(gone);
    }

    @Test
    void aReadOnlyDataDirIsToldOfAndTheOthersServe() {
        scene.allUpBut("flip1", Timings.SHORT);

        Path dir = scene.agents().dataDir("flip1");
        Daemon agent = startOn("mount -t tmpfs -o ro lab " + dir);

        assertEndsSaying(agent, Says.READ_ONLY, dir);
        scene.awaitAnswer(FIRST, "flip");
        scene.agents().start("flip1");
        scene.awaitTable(ALL_UP);
    }

    @Test
    void aFullDataDirIsToldOfAndTheOthersServe() {
        scene.allUpBut("flip1", Timings.SHORT);

        Path dir = scene.agents().dataDir("flip1");
        Daemon agent =
                startOn(
                        "mount -t tmpfs -o size=64k lab "
                                + dir
                                + " && { cat /dev/zero > "
                                + dir
                                + "/filler 2>/dev/null || true; }");

        assertEndsSaying(agent, Says.DISK_FULL, dir);
        scene.awaitAnswer(FIRST, "flip");
        scene.agents().start("flip1");
        scene.awaitTable(ALL_UP);
    }

    private Path promise() {
        return scene.agents().dataDir("flip1").resolve("promise");
    }

    /** Starts flip1's agent where the folder is something else, for it alone. */
    private Daemon startOn(String mount) {
        return scene.agents().startAfter("flip1", mount);
    }

    private void assertDamageIsToldOnce(long gone) {
        Daemon agent = scene.agents().agent("flip1");
        assertThat(agent.awaitLine(Says.DAMAGED, PATIENCE)).isTrue();
        scene.awaitTable(ALL_UP);
        assertThat(agent.lines(Says.DAMAGED)).hasSize(1);
        scene.assertNeverOnTwoSince(gone);
    }

    private static void assertEndsSaying(Daemon agent, Pattern what, Path where) {
        assertThat(agent.awaitEnd(PATIENCE)).as("the agent ends").isTrue();
        assertThat(agent.exitCode()).as("its exit code").isNotZero();
        List<String> lines = agent.lines(what);
        assertThat(lines).as("lines that say what: %s", agent.lines()).hasSize(1);
        assertThat(lines.get(0)).contains(where.toString());
    }
}
