package flip.agent.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of scripts that are ended early. */
class CancelledScriptTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final Scripts scripts;

    CancelledScriptTest(@TempDir Path place) throws IOException {
        scripts = new Scripts(place);
    }

    @AfterEach
    void close() {
        scripts.close();
    }

    @Test
    void aRunThatIsCancelledMayHaveAShorterGraceThanTheRunner() throws IOException {
        Duration grace = Duration.ofMillis(50);
        scripts.with("deaf", "trap '' TERM", "touch ready", "while :; do sleep 1; done");
        ScriptFolders folders = new ScriptFolders(List.of(scripts.folder));
        try (ScriptRunner patient = new ScriptRunner(folders, scripts.scratch, Scripts.LONG)) {
            ScriptRun deaf = scripts.asked("deaf", Scripts.LONG);
            CompletableFuture<ScriptEnd> run = patient.run(deaf, line -> {});
            await().atMost(30, SECONDS).until(() -> scripts.has("ready"));
            long begin = System.nanoTime();

            patient.cancel(deaf.id(), grace);

            assertThat(Scripts.ended(run)).isInstanceOf(ScriptEnd.Cancelled.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(grace, Scripts.LONG.dividedBy(2));
        }
    }

    /** Its lease may end while it is being ended for another reason. */
    @Test
    void aGraceThatHasBegunIsShortenedAndNeverMadeLonger() throws IOException {
        scripts.with("deaf", "trap ': >termed' TERM", "while :; do sleep 0.1; done");
        ScriptFolders folders = new ScriptFolders(List.of(scripts.folder));
        try (ScriptRunner patient = new ScriptRunner(folders, scripts.scratch, Scripts.LONG)) {
            ScriptRun deaf = scripts.asked("deaf", SHORT);
            CompletableFuture<ScriptEnd> run = patient.run(deaf, line -> {});
            await().atMost(30, SECONDS).until(() -> scripts.has("termed"));

            patient.cancel(deaf.id(), Duration.ofMillis(50));
            patient.cancel(deaf.id(), Scripts.LONG);

            assertThat(Scripts.ended(run)).isInstanceOf(ScriptEnd.TimedOut.class);
            assertThat(run.join().took()).isLessThan(Scripts.LONG.dividedBy(2));
        }
    }

    @Test
    void cancelEndsARun() throws IOException {
        scripts.with("long", "echo $$ >script", "sleep 60 & wait");
        ScriptRun run = scripts.asked("long", Scripts.LONG);
        CompletableFuture<ScriptEnd> outcome = scripts.start(run);
        await().atMost(20, SECONDS).until(() -> scripts.has("script"));

        assertThat(scripts.runner.cancel(run.id(), Scripts.LONG)).isTrue();

        assertThat(Scripts.ended(outcome)).isInstanceOf(ScriptEnd.Cancelled.class);
        assertThat(scripts.runner.cancel(run.id(), Scripts.LONG)).isFalse();
    }

    @Test
    void aRunThatWaitsIsCancelledWithoutEverStarting() throws IOException {
        scripts.with("block", "while [ ! -e go ]; do sleep 0.1; done").with("mark", ": >marked");
        List<CompletableFuture<ScriptEnd>> blocks = new ArrayList<>();
        for (int i = 0; i < ScriptRunner.MOST_AT_A_TIME; i++) {
            blocks.add(scripts.start(scripts.asked("block", Scripts.LONG)));
        }
        ScriptRun last = scripts.asked("mark", Scripts.LONG);
        CompletableFuture<ScriptEnd> waiting = scripts.start(last);

        scripts.runner.cancel(last.id(), Scripts.LONG);

        assertThat(Scripts.ended(waiting)).isEqualTo(new ScriptEnd.Cancelled(Duration.ZERO));
        Files.createFile(scripts.folder.resolve("go"));
        assertThat(blocks.stream().map(Scripts::ended))
                .allMatch(ScriptEnd.Succeeded.class::isInstance);
        assertThat(scripts.has("marked")).isFalse();
    }
}
