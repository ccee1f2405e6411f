package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent as a process of its own whose standard output nobody reads. */
class UnreadLogTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir private Path folder;

    @Test
    void anAgentWhoseLogIsNotReadGoesOnAndLeavesAsAsked() throws Exception {
        // More than a pipe holds, and less than a run may print: all of it is logged.
        script("up", "for i in $(seq 190); do printf '%320s\\n' x; done; echo >> up.done");
        script("down", "echo >> down.done");
        Process agent = agent();
        try {
            await().atMost(BOUND).until(() -> lines("up.done") == 1);
            agent.toHandle().destroy(); // Not its own: that would close the pipe, too.

            assertThat(agent.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(agent.exitValue()).isEqualTo(Agent.LEFT);
            assertThat(lines("down.done")).isPositive();
        } finally {
            agent.destroyForcibly().waitFor();
        }
    }

    private Process agent() throws IOException {
        int port;
        try (DatagramSocket free = new DatagramSocket(0, InetAddresses.forString("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        Path config = folder.resolve("flip.json");
        Files.writeString(
                config,
                """
                {"id": "a", "key": "a key of sixteen or more", "gossip_interval": 50,
                 "ping_timeout": 500, "guard": 100, "mature": 0, "data_dir": "%s",
                 "scripts_dir": "%s", "admin": {"socket": "%s"},
                 "servers": {"a": {"ip": "127.0.0.1", "port": %d, "systems": ["job"]}},
                 "cluster": {"system": {"job": {
                   "alive": "up", "down": "down", "data": ["one"]}}}}
                """
                        .formatted(
                                folder.resolve("data"), folder, folder.resolve("flip.sock"), port));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "agent",
                        "-c",
                        config.toString())
                .redirectError(folder.resolve("errors").toFile())
                .start();
    }

    private void script(String name, String line) throws IOException {
        Path script = folder.resolve(name);
        Files.writeString(script, "#!/bin/sh\n" + line + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    /** Scripts run in data_dir. */
    private int lines(String name) throws IOException {
        Path file = folder.resolve("data").resolve(name);
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }
}
