package flip.agent.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real scripts, real processes. */
class ScriptRunnerTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final Scripts scripts;

    ScriptRunnerTest(@TempDir Path place) throws IOException {
        scripts = new Scripts(place);
    }

    @AfterEach
    void close() {
        scripts.close();
    }

    @Test
    void aScriptGetsItsArgumentsEnvironmentFolderAndNoInput() throws IOException {
        scripts.with(
                "show.sh",
                "echo \"$1|$2|$#\"",
                "echo \"$FLIP_DATUM\"",
                "pwd",
                "cat",
                "echo fault >&2");

        ScriptEnd outcome = scripts.run("show", "10.0.0.5/24", "{\"a b\": \"c  'd'\\\"\"}");

        assertThat(outcome).isInstanceOf(ScriptEnd.Succeeded.class);
        assertThat(outcome.took()).isPositive();
        assertThat(scripts.printed)
                .containsExactly(
                        "10.0.0.5/24|{\"a b\": \"c  'd'\\\"\"}|2",
                        "10.0.0.5",
                        scripts.folder.toRealPath().toString(),
                        "fault");
    }

    @Test
    void whatTheAgentWasStartedWithIsNotTakenForWhatTheRunIsAbout() throws IOException {
        assertThat(System.getenv("FLIP_STALE")).isEqualTo("of the starter");
        scripts.with("show.sh", "echo \"${FLIP_STALE-unset} $FLIP_DATUM\"");

        scripts.run("show", "10.0.0.5", "{}");

        assertThat(scripts.printed).containsExactly("unset 10.0.0.5");
    }

    @Test
    void aScriptWithoutAFirstLineIsRunByTheShell() throws IOException {
        scripts.withText("plain", "rwxr-xr-x", "echo here\n");

        assertThat(scripts.run("plain")).isInstanceOf(ScriptEnd.Succeeded.class);
        assertThat(scripts.printed).containsExactly("here");
    }

    @Test
    void anExitCodeIsToldAsItIs() throws IOException {
        scripts.with("bad", "exit 7");

        assertThat(scripts.run("bad"))
                .isInstanceOfSatisfying(
                        ScriptEnd.Failed.class,
                        failed -> assertThat(failed.exitCode()).isEqualTo(7));
    }

    @Test
    void aSignalIsAnExitCodeAsInAShell() throws IOException {
        scripts.with("shot", "kill -9 $$");

        assertThat(scripts.run("shot"))
                .isInstanceOfSatisfying(
                        ScriptEnd.Failed.class,
                        failed -> assertThat(failed.exitCode()).isEqualTo(128 + 9));
    }

    @Test
    void aScriptThatHangsIsEndedWithItsChildren() throws IOException {
        scripts.with("hang", "sleep 60 & echo $! >child", "echo $$ >script", "wait");

        ScriptEnd outcome = scripts.run("hang", SHORT);

        assertThat(outcome).isInstanceOf(ScriptEnd.TimedOut.class);
        assertThat(outcome.took()).isGreaterThanOrEqualTo(SHORT).isLessThan(Duration.ofSeconds(20));
        assertThat(scripts.isAlive("script")).isFalse();
        assertThat(scripts.isAlive("child")).isFalse();
    }

    @Test
    void aScriptThatIgnoresTermIsKilledAfterTheGrace() throws IOException {
        scripts.with(
                "deaf", "trap '' TERM", "sleep 60 & echo $! >child", "echo $$ >script", "wait");

        ScriptEnd outcome = scripts.run("deaf", SHORT);

        assertThat(outcome).isInstanceOf(ScriptEnd.TimedOut.class);
        assertThat(outcome.took()).isGreaterThanOrEqualTo(SHORT.plusMillis(500));
        assertThat(scripts.isAlive("script")).isFalse();
        assertThat(scripts.isAlive("child")).isFalse();
    }

    @Test
    void aChildThatOutlivesItsEndedScriptIsKilledBeforeTheOutcome() throws IOException {
        scripts.with(
                "leaves",
                "(trap '' TERM; sh -c 'echo $PPID' >child; while :; do sleep 1; done) &",
                "while [ ! -s child ]; do sleep 0.05; done",
                "wait");

        assertThat(scripts.run("leaves", Duration.ofSeconds(1)))
                .isInstanceOf(ScriptEnd.TimedOut.class);
        assertThat(scripts.isAlive("child")).isFalse();
    }

    @Test
    void aGrandchildWhoseParentsAreGoneIsEndedBeforeTheOutcome() throws IOException {
        scripts.with(
                "forks",
                "( sh -c 'echo $$ >child; exec sleep 60' >/dev/null 2>&1 & )",
                "( setsid sh -c 'echo $$ >session; exec sleep 60' >/dev/null 2>&1 & )",
                "while [ ! -s child ] || [ ! -s session ]; do sleep 0.05; done",
                "sleep 60");

        assertThat(scripts.run("forks", Duration.ofSeconds(3)))
                .isInstanceOf(ScriptEnd.TimedOut.class);

        assertThat(scripts.isAlive("child")).isFalse();
        assertThat(scripts.isAlive("session")).isFalse();
    }

    @Test
    void runsThatCannotBeEndedDoNotKeepOthersFromStarting() throws IOException {
        scripts.with("stuck", "echo stuck").with("mark", ": >marked");
        CountDownLatch never = new CountDownLatch(1);
        List<CompletableFuture<ScriptEnd>> stuck = new ArrayList<>();
        for (int i = 0; i < ScriptRunner.MOST_AT_A_TIME; i++) {
            stuck.add(
                    scripts.runner.run(
                            scripts.asked("stuck", SHORT),
                            line -> Uninterruptibles.awaitUninterruptibly(never)));
        }
        assertThat(stuck.stream().map(Scripts::ended))
                .allMatch(ScriptEnd.TimedOut.class::isInstance);

        assertThat(scripts.run("mark")).isInstanceOf(ScriptEnd.Succeeded.class);
        assertThat(scripts.has("marked")).isTrue();
        never.countDown();
    }

    @Test
    void aScriptThatCleansUpOnTermHasTheTimeForIt() throws IOException {
        scripts.with("tidy", "trap 'echo tidied; exit 3' TERM", "sleep 60 &", "wait");

        assertThat(scripts.run("tidy", SHORT)).isInstanceOf(ScriptEnd.TimedOut.class);
        assertThat(scripts.printed).containsExactly("tidied");
    }

    @Test
    void aChildInTheBackgroundThatHoldsTheOutputHoldsNobodyUp() throws IOException {
        scripts.with("daemon", "echo begun", "sleep 20 & echo $! >child", "echo done");

        ScriptEnd outcome = scripts.run("daemon");

        assertThat(outcome).isInstanceOf(ScriptEnd.Succeeded.class);
        assertThat(outcome.took()).isLessThan(Duration.ofSeconds(5));
        assertThat(scripts.printed).containsExactly("begun", "done");
        assertThat(scripts.isAlive("child")).isTrue();
        endChild();
    }

    @Test
    void aDaemonOfItsOwnSessionHoldsNobodyUp() throws IOException {
        scripts.with("detach", "setsid sh -c 'echo $$ >child; exec sleep 20' & sleep 0.2; echo ok");

        assertThat(scripts.run("detach")).isInstanceOf(ScriptEnd.Succeeded.class);
        assertThat(scripts.printed).containsExactly("ok");
        assertThat(scripts.isAlive("child")).isTrue();
        endChild();
    }

    @Test
    void aChildInTheBackgroundThatFloodsTheOutputIsCutOff() throws IOException {
        scripts.with("spring", "yes & echo $! >child", "sleep 0.2");

        assertThat(scripts.run("spring")).isInstanceOf(ScriptEnd.Succeeded.class);
        await().atMost(20, SECONDS).until(() -> !scripts.isAlive("child"));
    }

    @Test
    void aLongOutputIsReadToItsEndAndCutToTheLimit() throws IOException {
        scripts.with("flood", "yes | head -c 50000000", "exit 4");

        assertThat(scripts.run("flood"))
                .isInstanceOfSatisfying(
                        ScriptEnd.Failed.class,
                        failed -> assertThat(failed.exitCode()).isEqualTo(4));
        assertThat(scripts.printed).hasSize(OutputLines.MOST_LINES + 1);
        assertThat(scripts.printed)
                .last()
                .asString()
                .isEqualTo(
                        "(49,999,600 bytes more were dropped: a run may print 200 lines, 64 KiB and"
                                + " 1024 bytes a line)");
    }

    @Test
    void anEndlessOutputEndsWithTheTimeLimit() throws IOException {
        scripts.with("endless", "yes");

        ScriptEnd outcome = scripts.run("endless", Duration.ofSeconds(1));

        assertThat(outcome).isInstanceOf(ScriptEnd.TimedOut.class);
        assertThat(outcome.took()).isLessThan(Duration.ofSeconds(20));
        assertThat(scripts.printed).hasSize(OutputLines.MOST_LINES + 1);
    }

    @Test
    void whatIsPrintedJustBeforeTheEndIsNotLost() throws IOException {
        scripts.with("exact", "head -c 60000 /dev/zero | tr '\\0' x | fold -w 1000 >all; cat all");

        assertThat(scripts.run("exact")).isInstanceOf(ScriptEnd.Succeeded.class);
        assertThat(scripts.printed).hasSize(60);
    }

    @Test
    void atMostSoManyRunAtATimeAndTheRestFollow() throws IOException {
        scripts.with(
                "count",
                "mkdir -p now most; : >now/$1",
                "while [ ! -e go ]; do sleep 0.1; done",
                "ls now | wc -l >most/$1; rm now/$1");
        List<CompletableFuture<ScriptEnd>> runs = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            runs.add(scripts.start(scripts.asked("count", Scripts.LONG, "r" + i)));
        }
        await().atMost(30, SECONDS).until(() -> running() == ScriptRunner.MOST_AT_A_TIME);

        Files.createFile(scripts.folder.resolve("go"));

        assertThat(runs.stream().map(Scripts::ended))
                .allMatch(ScriptEnd.Succeeded.class::isInstance)
                .hasSize(100);
        try (Stream<Path> files = Files.list(scripts.folder.resolve("most"))) {
            for (Path file : files.toList()) {
                assertThat(Integer.parseInt(Files.readString(file).strip()))
                        .isBetween(1, ScriptRunner.MOST_AT_A_TIME);
            }
        }
    }

    @Test
    void killAllEndsEverythingAndStartsNothingMore() throws IOException {
        scripts.with("deaf", "trap '' TERM", "echo $$ >script", "while :; do sleep 1; done");
        CompletableFuture<ScriptEnd> run = scripts.start(scripts.asked("deaf", Scripts.LONG));
        await().atMost(20, SECONDS).until(() -> scripts.has("script"));

        assertThat(scripts.runner.killAll(Duration.ofMillis(100))).isTrue();

        assertThat(Scripts.ended(run)).isInstanceOf(ScriptEnd.Cancelled.class);
        assertThat(scripts.isAlive("script")).isFalse();
        assertThat(scripts.run("deaf"))
                .isEqualTo(
                        new ScriptEnd.NotStarted(
                                "script deaf is not started: the agent is stopping"));
    }

    @Test
    void aRunIsOverWhenItsOutcomeIsThere() throws IOException {
        scripts.with("quick", "exit 0");
        ScriptRun run = scripts.asked("quick", Scripts.LONG);

        CompletableFuture<ScriptEnd> again =
                scripts.start(run).thenCompose(first -> scripts.start(run));

        assertThat(Scripts.ended(again)).isInstanceOf(ScriptEnd.Succeeded.class);
    }

    @Test
    void anIdIsForOneRunAtATime() throws IOException {
        scripts.with("wait", "while [ ! -e go ]; do sleep 0.1; done");
        ScriptRun run = scripts.asked("wait", Scripts.LONG);
        CompletableFuture<ScriptEnd> first = scripts.start(run);

        assertThatThrownBy(() -> scripts.start(run)).isInstanceOf(IllegalArgumentException.class);

        Files.createFile(scripts.folder.resolve("go"));
        assertThat(Scripts.ended(first)).isInstanceOf(ScriptEnd.Succeeded.class);
    }

    @Test
    void aSinkThatThrowsEndsTheRunAndIsToldToTheAsker() throws IOException {
        scripts.with("talks", "echo $$ >script", "echo hello", "sleep 60 & wait");

        CompletableFuture<ScriptEnd> run =
                scripts.runner.run(
                        scripts.asked("talks", Scripts.LONG),
                        line -> {
                            throw new IllegalStateException("no room for " + line);
                        });

        await().atMost(20, SECONDS).until(run::isDone);
        assertThatThrownBy(run::join).hasRootCauseMessage("no room for hello");
        await().atMost(20, SECONDS).until(() -> !scripts.isAlive("script"));
    }

    @Test
    void theFirstRunIsMadeBeforehand() {
        assertThat(scripts.runner.warmUp()).isInstanceOf(ScriptEnd.Succeeded.class);
    }

    private int running() throws IOException {
        Path now = scripts.folder.resolve("now");
        if (!Files.exists(now)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(now)) {
            return (int) files.count();
        }
    }

    private void endChild() throws IOException {
        long pid = Long.parseLong(Files.readString(scripts.folder.resolve("child")).strip());
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}
