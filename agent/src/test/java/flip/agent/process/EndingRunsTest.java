package flip.agent.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How runs are ended on a host where it takes long to read about every process. */
class EndingRunsTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private final CountDownLatch looks = new CountDownLatch(1);
    private final CountDownLatch looked = new CountDownLatch(1);
    private final Scripts scripts;
    private final ScriptRunner runner;

    EndingRunsTest(@TempDir Path place) throws IOException {
        scripts = new Scripts(place);
        runner =
                new ScriptRunner(
                        new ScriptFolders(List.of(scripts.folder)),
                        scripts.scratch,
                        SHORT,
                        new ScriptThreads(),
                        new HostProcesses(this::slowly));
    }

    private Map<String, List<ProcessHandle>> slowly() {
        looks.countDown();
        Uninterruptibles.awaitUninterruptibly(looked);
        return Map.of();
    }

    @BeforeEach
    void write() throws IOException {
        scripts.with("deaf", "trap '' TERM", "echo $$ >script", "while :; do sleep 1; done")
                .with("tidy", "trap 'touch told; exit 0' TERM", "touch ready", "sleep 60 & wait");
    }

    @AfterEach
    void close() {
        looked.countDown();
        runner.close();
        scripts.close();
    }

    private CompletableFuture<ScriptEnd> cancelled(String script, String ready) {
        ScriptRun run = scripts.asked(script, Scripts.LONG);
        CompletableFuture<ScriptEnd> outcome = runner.run(run, line -> {});
        await().atMost(30, SECONDS).until(() -> scripts.has(ready));
        runner.cancel(run.id(), Scripts.LONG);
        return outcome;
    }

    @Test
    void aScriptIsKilledBeforeWhatItMayHaveLeftIsLookedFor() {
        CompletableFuture<ScriptEnd> outcome = cancelled("deaf", "script");

        await().atMost(30, SECONDS).until(() -> looks.getCount() == 0);
        await().atMost(30, SECONDS).until(() -> !scripts.isAlive("script"));

        assertThat(outcome).isNotDone();
        looked.countDown();
        assertThat(Scripts.ended(outcome)).isInstanceOf(ScriptEnd.Cancelled.class);
    }

    @Test
    void theEndOfOneRunHoldsUpThatOfNoOther() {
        CompletableFuture<ScriptEnd> slow = cancelled("deaf", "script");
        await().atMost(30, SECONDS).until(() -> looks.getCount() == 0);

        CompletableFuture<ScriptEnd> other = cancelled("tidy", "ready");

        await().atMost(30, SECONDS).until(() -> scripts.has("told"));
        assertThat(List.of(slow, other)).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void aChildWithAnEnvironmentOfItsOwnIsEndedWithItsParent() throws IOException {
        scripts.with(
                "clears",
                "env -i PATH=\"$PATH\" setsid sh -c 'echo $$ >child; exec sleep 60' &",
                "while [ ! -s child ]; do sleep 0.05; done",
                "sleep 60");

        assertThat(scripts.run("clears", Duration.ofSeconds(1)))
                .isInstanceOf(ScriptEnd.TimedOut.class);
        assertThat(scripts.isAlive("child")).isFalse();
    }

    @Test
    void aRunnerThatIsClosedLeavesNoScriptBehindThoughNothingWasDoneInTime() throws IOException {
        AtomicBoolean out = new AtomicBoolean();
        ScriptThreads threads = Scripts.threadsUnless(out);
        CompletableFuture<ScriptEnd> outcome;
        try (ScriptRunner busy =
                new ScriptRunner(
                        new ScriptFolders(List.of(scripts.folder)),
                        scripts.scratch,
                        SHORT,
                        threads,
                        new HostProcesses())) {
            outcome = busy.run(scripts.asked("deaf", Scripts.LONG), line -> {});
            await().atMost(30, SECONDS).until(() -> scripts.has("script"));
            out.set(true);
            for (int i = 0; i < 10; i++) { // More than it has threads: the last holds up its timer.
                threads.soon(() -> Uninterruptibles.awaitUninterruptibly(looked));
            }
        }

        assertThat(Scripts.ended(outcome)).isInstanceOf(ScriptEnd.Cancelled.class);
        await().atMost(30, SECONDS).until(() -> !scripts.isAlive("script"));
    }
}
