package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What bin/flip says and does before there is a Java process. */
@Tag("e2e")
class LauncherTest {
    private static final Path LAUNCHER =
            Path.of(System.getProperty("flip.repository", "..")).resolve("bin/flip");

    /** The file that the launched process writes to, so that no child of its can hold us. */
    @TempDir Path folder;

    private record Outcome(int code, String said) {}

    @Test
    void aJavaHomeWithoutJavaIsNamed() throws Exception {
        Outcome outcome = launch(LAUNCHER, Map.of("JAVA_HOME", folder.toString()));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.said()).contains("JAVA_HOME is " + folder).hasLineCount(1);
    }

    @Test
    void aJavaThatIsTooOldIsRefusedWithItsVersion() throws Exception {
        javaHome("JAVA_VERSION=\"11.0.2\"\n", "exit 0");

        Outcome outcome = launch(LAUNCHER, Map.of("JAVA_HOME", folder.toString()));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.said())
                .contains("is Java 11.0.2")
                .contains("17 or later")
                .hasLineCount(1);
    }

    @Test
    void aJarThatCannotBeReadIsNamed() throws Exception {
        Outcome outcome = launch(LAUNCHER, Map.of("FLIP_JAR", folder.resolve("no.jar").toString()));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.said()).contains("FLIP_JAR is " + folder).hasLineCount(1);
    }

    @Test
    void javaTakesThePlaceOfTheShellWithTheArgumentsAsTheyWere() throws Exception {
        javaHome(
                "JAVA_VERSION=\"17.0.1\"\n",
                "echo $$; for word; do echo \"[$word]\"; done; exit 7");
        Path jar = Files.createFile(folder.resolve("some.jar"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), LAUNCHER.toRealPath());

        Process process =
                start(link, Map.of("JAVA_HOME", folder.toString(), "FLIP_JAR", jar.toString()));
        Outcome outcome = outcome(process);

        assertThat(outcome.code()).isEqualTo(7);
        assertThat(outcome.said())
                .startsWith(process.pid() + "\n")
                .contains("[-Dflip.home=" + LAUNCHER.resolveSibling("..").toRealPath() + "]")
                .endsWith("[-jar]\n[" + jar + "]\n[two words]\n[*]\n");
    }

    /** The service manager takes 2 for an agent that is not to be started again. */
    @Test
    void aHostThatHasNoProcessLeftIsNoReasonToStayDown() throws Exception {
        Path flip =
                Files.copy(LAUNCHER, Files.createDirectory(folder.resolve("bin")).resolve("flip"));
        assertThat(folder.toFile().setExecutable(true, false)).isTrue();
        List<String> command = new ArrayList<>(List.of("prlimit", "--nproc=0", flip.toString()));
        if (TwoHosts.isRoot()) { // Whom no such limit concerns.
            command.addAll(0, List.of("setpriv", "--reuid=65534", "--clear-groups"));
        }

        Outcome outcome = outcome(start(command, Map.of()));

        assertThat(outcome.said()).contains("fork");
        assertThat(outcome.code()).isEqualTo(1);
    }

    /**
     * A Java that was updated while it ran: the program by which it would start others is no more
     * what it was.
     */
    @Test
    void processesAreStartedThoughJavaWasUpdatedMeanwhile() throws Exception {
        assumeTrue(TwoHosts.isRoot(), "needs root: it mounts, in a namespace of its own");
        Path helper = Path.of(System.getProperty("java.home"), "lib/jspawnhelper");
        assertThat(helper).exists();
        String release = releasing("x").stream().collect(Collectors.joining(" "));

        Outcome outcome =
                outcome(
                        start(
                                List.of(
                                        "unshare",
                                        "-m",
                                        "sh",
                                        "-c",
                                        "mount --bind /bin/false "
                                                + helper
                                                + " && exec "
                                                + release),
                                Map.of("JAVA_HOME", System.getProperty("java.home"))));

        assertThat(outcome.said()).contains("released");
        assertThat(outcome.code()).isZero();
        assertThat(folder.resolve("lowered")).hasContent("x\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "C", "POSIX", "xx_XX"})
    void namesAreUtf8WhateverTheLocale(String locale) throws Exception {
        Outcome outcome =
                outcome(
                        start(
                                releasing("Jörg-€"),
                                Map.of("LC_ALL", locale, "LC_CTYPE", locale, "LANG", locale)));

        assertThat(outcome.code()).as(outcome.said()).isZero();
        assertThat(folder.resolve("lowered")).hasContent("Jörg-€\n");
    }

    /** The command that has a script lower that datum, which writes its name into a file. */
    private List<String> releasing(String datum) throws IOException {
        Path down = Files.createDirectory(folder.resolve("scripts")).resolve("down");
        Files.writeString(
                down, "#!/bin/sh\nprintf '%s\\n' \"$FLIP_DATUM\" >>" + folder + "/lowered\n");
        assertThat(down.toFile().setExecutable(true)).isTrue();
        Path file = folder.resolve("flip.json");
        Files.writeString(
                file,
                """
                {"key": "a key of this test only", "data_dir": "%s", "quorum": 1,
                 "servers": {"a": {"ip": "127.0.0.1", "port": 2200, "systems": ["job"]}},
                 "cluster": {"system": {"job": {"alive": "down", "down": "down", "data": ["%s"]}}}}
                """
                        .formatted(folder.resolve("state"), datum));
        return List.of(LAUNCHER.toString(), "release", "-c", file.toString(), "-n", "a");
    }

    private void javaHome(String release, String script) throws IOException {
        Files.writeString(folder.resolve("release"), release);
        Path java = Files.createDirectory(folder.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n" + script + "\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
    }

    private Outcome launch(Path launcher, Map<String, String> environment) throws Exception {
        return outcome(start(launcher, environment));
    }

    private Process start(Path launcher, Map<String, String> environment) throws IOException {
        return start(List.of(launcher.toString(), "two words", "*"), environment);
    }

    private Process start(List<String> command, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("said").toFile());
        builder.environment().put("FLIP_ARCHIVE", "no");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Outcome outcome(Process process) throws Exception {
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(
                process.exitValue(),
                Files.readString(folder.resolve("said"), StandardCharsets.UTF_8));
    }
}
