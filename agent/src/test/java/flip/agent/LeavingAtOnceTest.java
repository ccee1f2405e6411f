package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.net.InetAddresses;
import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Reading;
import flip.agent.disk.DataDirLock;
import flip.agent.disk.DataDirRefused;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that is asked twice to leave, while a script runs that does not want to end. */
class LeavingAtOnceTest {
    private static final Duration BOUND = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @Test
    void nobodyMayTakeItsPlaceBeforeItsScriptsHaveEnded() throws IOException {
        script("up", "exit 0");
        script("down", "trap '' TERM; echo $$ >>'%s/pids'; while :; do sleep 1; done");
        Agent agent = agent();
        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(agent::run);
        Path pids = folder.resolve("pids");
        await().atMost(BOUND).until(() -> Files.exists(pids) && Files.size(pids) > 0);

        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            agent.leave();
                            return isFree(pids);
                        });

        assertThat(exit.join()).isEqualTo(Agent.LEFT_AT_ONCE);
    }

    private boolean isFree(Path pids) throws IOException {
        try (DataDirLock taken = DataDirLock.take(folder.resolve("data"))) {
            assertThat(Files.readAllLines(pids).stream().map(Long::valueOf).map(ProcessHandle::of))
                    .as("of the scripts, those that run while %s may be had", taken)
                    .noneMatch(process -> process.filter(ProcessHandle::isAlive).isPresent());
            return true;
        } catch (DataDirRefused e) {
            return false;
        }
    }

    private Agent agent() throws IOException {
        Path file = folder.resolve("flip.json");
        Files.writeString(
                file,
                """
                {"id": "flip", "key": "a key of sixteen or more", "quorum": 1,
                 "gossip_interval": 100, "ping_timeout": 1000, "guard": 200, "mature": 0,
                 "data_dir": "%1$s/data", "scripts_dir": "%1$s", "admin": {"socket": "%1$s/s"},
                 "servers": {"flip": {"ip": "127.0.0.1", "port": %2$d, "systems": ["ip"]}},
                 "cluster": {"system": {"ip": {
                   "type": "shard", "timeout": 60000, "alive": "up", "down": "down", "data": ["192.168.0.1"]}}}}
                """
                        .formatted(folder, freePort()));
        Reading reading = ConfigurationFile.read(file, new OwnId.Named("flip"), true);
        assertThat(reading).as(reading.report()).isInstanceOf(Reading.Accepted.class);
        return new Agent(file, ((Reading.Accepted) reading).settings());
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddresses.forString("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private void script(String name, String line) throws IOException {
        Path script = folder.resolve(name);
        Files.writeString(script, "#!/bin/sh\n" + line.formatted(folder) + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }
}
