package flip.lab.e2e;

import static flip.lab.e2e.Scene.ALL_UP;
import static flip.lab.e2e.Scene.FIRST;
import static flip.lab.e2e.Scene.FLIP_HAS_BOTH;
import static flip.lab.e2e.Scene.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A script that misbehaves is told of in clear lines, and the addresses beside it are served. */
@NeedsNamespaces
class ScriptTroubleTest {
    private static final String SYSTEM = "job";
    private static final String DATUM = "job1";
    private static final int SCRIPT_TIMEOUT_MILLIS = 1000;
    private static final long LARGEST_LOG_BYTES = 4 << 20;

    @RegisterExtension private final Scene scene = new Scene();

    @Test
    void aScriptThatFailsIsToldOf() {
        startWith("echo the disk is on fire >&2\nexit 7\n");

        assertSomebodySays(Says.scriptTrouble(SYSTEM, DATUM, "\\b7\\b"));
        assertSomebodySays(Pattern.compile("the disk is on fire"));
        assertAddressesAreServed();
    }

    @Test
    void aScriptThatHangsIsEndedAndToldOf() {
        startWith("trap '' TERM\nwhile :; do sleep 1; done\n");

        assertSomebodySays(
                Says.scriptTrouble(SYSTEM, DATUM, "not over within|timed out|too long|killed"));
        assertAddressesAreServed();
    }

    @Test
    void aScriptThatFloodsItsOutputIsCutShort() throws IOException {
        startWith(
                "yes 'a very long line of output that nobody wants to read' | head -c 50000000\n");

        assertSomebodySays(Says.scriptTrouble(SYSTEM, DATUM, "output|cut|bytes|more|alive"));
        assertAddressesAreServed();
        for (String name : List.of("flip", "flip1")) {
            assertThat(Files.size(scene.agents().folder().resolve(name + ".log")))
                    .as("length of the log of %s", name)
                    .isLessThan(LARGEST_LOG_BYTES);
        }
    }

    @Test
    void aScriptThatLeavesAChildHoldingItsOutputIsDoneAllTheSame() {
        startWith("sleep 600 &\necho ready\nexit 0\n");

        assertSomebodySays(Pattern.compile("ready"));
        assertAddressesAreServed();
        scene.awaitStatus("flip1", status -> status.here(SYSTEM, DATUM).equals("alive"));
    }

    private void startWith(String alive) {
        ClusterFile file = scene.documented(Timings.SHORT);
        String up = scene.script("alive", "#!/bin/sh\n" + alive, "rwxr-xr-x");
        String down = scene.script("down", "#!/bin/sh\nexit 0\n", "rwxr-xr-x");
        JsonObject system = file.system(SYSTEM, up, down, DATUM);
        system.addProperty("timeout", SCRIPT_TIMEOUT_MILLIS);
        for (String server : List.of("flip", "flip1")) {
            file.server(server).getAsJsonArray("systems").add(SYSTEM);
        }
        scene.agents().startAll();
    }

    /** All up, and after the owner is gone. */
    private void assertAddressesAreServed() {
        scene.awaitTable(ALL_UP);
        scene.crash("flip1");
        scene.awaitTable(FLIP_HAS_BOTH);
        scene.awaitAnswer(FIRST, "flip");
        scene.bootAndStart("flip1");
        scene.awaitTable(ALL_UP);
    }

    private void assertSomebodySays(Pattern what) {
        assertThat(
                        scene.agents().agent("flip1").awaitLine(what, PATIENCE)
                                || scene.agents().agent("flip").awaitLine(what, PATIENCE))
                .as("an agent says something like %s", what)
                .isTrue();
    }
}
