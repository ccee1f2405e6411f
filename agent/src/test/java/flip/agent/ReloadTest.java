package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import flip.agent.config.Settings;
import flip.agent.disk.PromiseFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is read again while one node ends and the next one begins. */
class ReloadTest {
    private final OneNode one;

    ReloadTest(@TempDir Path folder) {
        one = new OneNode(folder);
    }

    @Test
    void whatIsReadWhileANodeEndsIsProposedByTheNext() throws Exception {
        Settings started = one.settings(1);
        Reload reload = new Reload(one.file(), started);

        one.live(
                started,
                running -> {
                    reload.of(running);
                    awaitVersion(running, 1);
                    assertThat(running.isDiskDone()).isTrue();
                    one.settings(2);
                    reload.run();
                });
        assertNextProposes(2, started, reload);
    }

    /** It leaves its lineage, and the next one remembers nothing of it. */
    @Test
    void whatANodeTookBeforeItEndedIsProposedByTheNext() throws Exception {
        Settings started = one.settings(1);
        Reload reload = new Reload(one.file(), started);

        one.live(
                started,
                running -> {
                    reload.of(running);
                    awaitVersion(running, 1);
                    one.settings(2);
                    reload.run();
                    awaitVersion(running, 2);
                });
        try (PromiseFile file = PromiseFile.open(started.dataDir())) {
            file.setAside("this server begins anew in another cluster");
        }
        assertNextProposes(2, started, reload);
    }

    private void assertNextProposes(long version, Settings started, Reload reload)
            throws Exception {
        one.live(
                started,
                running -> {
                    reload.of(running);
                    awaitVersion(running, version);
                });

        assertThat(one.broken()).isEmpty();
    }

    private static void awaitVersion(RunningNode running, long version) {
        await().atMost(Duration.ofSeconds(OneNode.BOUND_SECONDS))
                .until(() -> version(running) == version);
    }

    private static long version(RunningNode running) {
        return CompletableFuture.supplyAsync(
                        () ->
                                running.node().view().isFormed()
                                        ? running.node().view().configurationVersion()
                                        : -1,
                        running.node()::execute)
                .join();
    }
}
