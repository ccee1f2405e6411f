package flip.lab.e2e;

import static flip.lab.e2e.Scene.ALL_UP;
import static flip.lab.e2e.Scene.FIRST;
import static flip.lab.e2e.Scene.FLIP_HAS_BOTH;
import static flip.lab.e2e.Scene.NOBODY_HAS_ANY;
import static flip.lab.e2e.Scene.PATIENCE;
import static flip.lab.e2e.Scene.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How an agent ends that must not go on, and what becomes of what it held. */
@NeedsNamespaces
class ExitCodeTest {
    private static final int HALTED = 2;
    private static final int BROKEN = 70;
    private static final Duration A_LONG_TIME = Timings.SHORT.pingTimeout().multipliedBy(8);

    /** Much longer than flip1 takes to ask. */
    private static final Duration MATURE = Duration.ofSeconds(6);

    @RegisterExtension private final Scene scene = new Scene();

    @Test
    void aMachineHaltsWhenAnotherHasComeInUnderItsId() throws IOException {
        scene.allUp(Timings.SHORT);
        scene.crash("flip1");
        scene.awaitTable(FLIP_HAS_BOTH);
        Path disk = scene.agents().dataDir("flip1");
        Path old = disk.resolveSibling("old-disk");
        Files.move(disk, old);
        scene.bootAndStart("flip1");
        scene.awaitTable(ALL_UP);
        scene.crash("flip1");
        scene.awaitTable(FLIP_HAS_BOTH);
        Path other = disk.resolveSibling("other-disk");
        Files.move(disk, other);
        Files.move(old, disk);

        scene.bootAndStart("flip1");

        Daemon agent = scene.agents().agent("flip1");
        assertThat(agent.awaitEnd(PATIENCE)).as("the agent ends").isTrue();
        assertThat(agent.exitCode()).isEqualTo(HALTED);
        assertThat(agent.lines(Says.HALTED)).as("lines of %s", agent.lines()).hasSize(1);
        assertThat(agent.lines()).noneMatch(line -> line.startsWith("\tat "));
        scene.assertNothingMovesFor(A_LONG_TIME);
        scene.awaitTable(FLIP_HAS_BOTH);

        Files.move(disk, old);
        Files.move(other, disk);
        scene.agents().start("flip1");
        scene.awaitTable(ALL_UP);
    }

    /**
     * The lie is on the disk of an arbiter. It does not ask to be up meanwhile, as it is not
     * mature: so it is flip1 that asks, about flip, which is gone, and that reads of the lie in the
     * answer. Both agree to the next view all the same.
     */
    @Test
    void aServerThatIsToldOfAnotherViewOfAnEpochSaysSoAndGoesOn() throws IOException {
        scene.documented(Timings.SHORT).json().addProperty("mature", MATURE.toMillis());
        scene.agents().startAll();
        scene.awaitAllUp();
        long begin = System.nanoTime();
        scene.crash("flip2");
        scene.awaitStatus("flip1", status -> status.stateOf("flip2").equals("down"));
        scene.crash("flip");
        scene.awaitTable(Map.of(FIRST, "flip1", SECOND, ""));
        View chosen = promise("flip1").read().known();
        promise("flip2").know(withLongerGrants(chosen));

        scene.bootAndStart("flip2");

        Daemon agent = scene.agents().agent("flip1");
        assertThat(agent.awaitLine(Says.CONTRADICTED, PATIENCE)).as("it says so").isTrue();
        scene.awaitTable(Map.of(FIRST, "flip1", SECOND, "flip1"));
        scene.bootAndStart("flip");
        scene.awaitTable(ALL_UP);
        assertThat(agent.isRunning()).isTrue();
        assertThat(dumps("flip1")).isEmpty();
        scene.assertNeverOnTwoSince(begin);
    }

    @Test
    void aBrokenInvariantEndsTheProcessAndReleaseLowersWhatItHeld() throws IOException {
        scene.allUp(Timings.SHORT);
        long begin = System.nanoTime();
        scene.crash("flip2");
        scene.awaitStatus("flip1", status -> status.stateOf("flip2").equals("down"));
        scene.crash("flip");
        scene.awaitTable(Map.of(FIRST, "flip1", SECOND, ""));

        Breaker.breaks(scene.agents().agent("flip1"), scene.agents().folder());

        Daemon agent = scene.agents().agent("flip1");
        assertThat(agent.awaitEnd(PATIENCE)).as("the agent ends").isTrue();
        assertThat(agent.exitCode()).isEqualTo(BROKEN);
        assertThat(agent.lines(Says.INVARIANT_BROKEN)).isNotEmpty();
        assertThat(dumps("flip1")).singleElement().satisfies(ExitCodeTest::assertReplayed);
        scene.awaitTable(Map.of(FIRST, "flip1", SECOND, ""));

        assertThat(scene.agents().release("flip1")).isZero();
        scene.awaitTable(NOBODY_HAS_ANY);

        scene.bootAndStart("flip");
        scene.bootAndStart("flip2");
        scene.agents().start("flip1");
        scene.awaitTable(ALL_UP);
        scene.assertNeverOnTwoSince(begin);
    }

    /** All that it did before, and why it stopped. */
    private static void assertReplayed(Path dump) {
        Command.Result replay =
                Command.attempt(
                        "",
                        PATIENCE,
                        Repository.root().resolve("bin/sim").toString(),
                        "--replay-dump",
                        dump.toString());
        assertThat(replay.output())
                .contains(
                        BrokenInvariant.CAUSE,
                        "flip2 down",
                        "runs Run[",
                        "everything is as it was there");
        assertThat(replay.exitCode()).isZero();
    }

    /** The same view, but for one fact. */
    private static View withLongerGrants(View view) {
        return new View(
                view.lineage(),
                view.generation(),
                view.epoch(),
                view.configurationVersion(),
                view.configurationDigest(),
                view.longestGrant().plusMillis(1),
                view.quorum(),
                view.standings(),
                view.exclusions());
    }

    private PromiseOnDisk promise(String host) {
        return new PromiseOnDisk(scene.agents().dataDir(host).resolve("promise"));
    }

    /** What a broken agent wrote of its last events. */
    private Stream<Path> dumps(String host) throws IOException {
        try (Stream<Path> files = Files.list(scene.agents().dataDir(host))) {
            return files
                    .filter(each -> each.getFileName().toString().startsWith("broken-"))
                    .toList()
                    .stream();
        }
    }
}
