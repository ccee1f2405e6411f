package flip.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each reason not to start is one sentence: what, where, what to do. */
class NotStartedTest {
    private final Scripts scripts;

    NotStartedTest(@TempDir Path place) throws IOException {
        scripts = new Scripts(place);
    }

    @AfterEach
    void close() {
        scripts.close();
    }

    @Test
    void aScriptThatIsNotThere() {
        assertReason(
                "ip_upp",
                "there is no script \"ip_upp\" or \"ip_upp.sh\" in %s: put it there or correct its name"
                        .formatted(scripts.folder));
    }

    @Test
    void anAbsolutePathThatIsNotThere() {
        assertReason(
                "/nowhere/x", "there is no script /nowhere/x: put it there or correct the path");
    }

    @Test
    void aScriptThatIsNotExecutable() throws IOException {
        scripts.withText("x.sh", "rw-r--r--", "#!/bin/sh\n");

        assertReason(
                "x", "script %1$s is not executable: run chmod a+rx %1$s".formatted(at("x.sh")));
    }

    @Test
    void aFolder() throws IOException {
        Files.createDirectory(at("x"));

        assertReason(
                "x",
                "script %s is a folder: put a script there or correct its name".formatted(at("x")));
    }

    @Test
    void aScriptWhoseInterpreterIsMissing() throws IOException {
        scripts.withText("x", "rwxr-xr-x", "#!/no/such/python -u\n");

        assertReason(
                "x",
                ("script %s asks for interpreter /no/such/python, which is not there or not"
                                + " executable: install it or correct the first line")
                        .formatted(at("x")));
    }

    @Test
    void aScriptWithTheLineEndsOfWindows() throws IOException {
        scripts.withText("x", "rwxr-xr-x", "#!/bin/sh\r\nexit 0\r\n");

        assertReason(
                "x",
                ("script %s has the line ends of Windows, so that its interpreter is not found:"
                                + " convert it")
                        .formatted(at("x")));
    }

    @Test
    void aWorkingFolderThatIsNotThere() throws IOException {
        scripts.with("x", "exit 0");
        Path gone = at("gone");
        ScriptRun run = new ScriptRun(1, "x", List.of(), Map.of(), gone, Scripts.LONG);

        assertThat(Scripts.ended(scripts.start(run)))
                .isEqualTo(
                        new ScriptEnd.NotStarted(
                                "script %s cannot be started in folder %s, which is not there: make it"
                                        .formatted(at("x"), gone)));
    }

    @Test
    void anArgumentThatIsTooLong() throws IOException {
        scripts.with("x", "exit 0");

        assertThat(scripts.run("x", "a".repeat(3_000_000)))
                .isEqualTo(
                        new ScriptEnd.NotStarted(
                                ("script %s cannot be started: its arguments and environment are"
                                                + " longer than this system takes: make its config"
                                                + " shorter")
                                        .formatted(at("x"))));
    }

    @Test
    void anArgumentThatNoProcessCanHave() throws IOException {
        scripts.with("x", "exit 0");

        assertThat(scripts.run("x", "a\0b"))
                .isInstanceOfSatisfying(
                        ScriptEnd.NotStarted.class,
                        it ->
                                assertThat(it.reason())
                                        .startsWith("script " + at("x") + " cannot be started: "));
    }

    @Test
    void anEnvironmentThatNoProcessCanHave() throws IOException {
        scripts.with("x", "exit 0");
        ScriptRun run =
                new ScriptRun(
                        1, "x", List.of(), Map.of("A=B\0", "c"), scripts.folder, Scripts.LONG);

        assertThat(Scripts.ended(scripts.start(run)))
                .isInstanceOf(ScriptEnd.NotStarted.class)
                .asString()
                .contains(at("x").toString())
                .doesNotContain("\0");
    }

    @Test
    void aRunWithoutAPlaceForItsPipeStillRunsAndSaysThatItsOutputIsLost() throws IOException {
        scripts.with("x", "echo unheard; : >did");
        Files.delete(scripts.scratch);

        assertThat(scripts.run("x")).isInstanceOf(ScriptEnd.Succeeded.class);
        assertThat(scripts.has("did")).isTrue();
        assertThat(scripts.printed)
                .singleElement()
                .asString()
                .startsWith("(what this run prints is lost: ")
                .contains(scripts.scratch.toString());
    }

    @Test
    void aHostWithoutAThreadForIt() throws IOException {
        scripts.with("x", "exit 0");
        AtomicBoolean out = new AtomicBoolean(true);
        ScriptThreads threads = Scripts.threadsUnless(out);
        try (ScriptRunner runner =
                new ScriptRunner(
                        new ScriptFolders(List.of(scripts.folder)),
                        scripts.scratch,
                        Scripts.LONG,
                        threads,
                        new HostProcesses())) {
            ScriptRun run = scripts.asked("x", Scripts.LONG);

            assertThat(Scripts.ended(runner.run(run, line -> {})))
                    .isEqualTo(
                            new ScriptEnd.NotStarted(
                                    "script x cannot be started: this host is out of processes or"
                                            + " memory: free some, or raise the limit of the"
                                            + " agent"));
            assertThat(runner.cancel(run.id(), Scripts.LONG)).isFalse();

            out.set(false);
            assertThat(Scripts.ended(runner.run(run, line -> {})))
                    .isInstanceOf(ScriptEnd.Succeeded.class);
        }
    }

    private Path at(String name) {
        return scripts.folder.resolve(name);
    }

    private void assertReason(String script, String reason) {
        assertThat(scripts.run(script)).isEqualTo(new ScriptEnd.NotStarted(reason));
    }
}
