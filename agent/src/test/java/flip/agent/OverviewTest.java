package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import flip.agent.admin.StatusReport;
import flip.agent.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of the node's answers, and by whom. */
class OverviewTest {
    private final OneNode one;

    OverviewTest(@TempDir Path folder) {
        one = new OneNode(folder);
    }

    /** With thousands of data that takes longer than a lease can wait for the node. */
    @Test
    void aReportAndAPlanAreMadeByWhoeverIsToMakeThemAndNotByTheNode() throws Exception {
        Settings settings = one.settings(1);
        Overview overview = one.overview(settings);
        BlockingQueue<Runnable> toMake = new LinkedBlockingQueue<>();

        one.live(
                settings,
                running -> {
                    overview.of(running, Map::of);
                    CompletableFuture<StatusReport> report =
                            overview.status(toMake::add).toCompletableFuture();
                    Runnable making = next(toMake);
                    assertThat(report).isNotDone();
                    making.run();
                    assertThat(report.getNow(null).server()).isEqualTo("a");

                    CompletableFuture<String> plan =
                            overview.plan(List.of(), List.of(), toMake::add).toCompletableFuture();
                    making = next(toMake);
                    assertThat(plan).isNotDone();
                    making.run();
                    assertThat(plan.getNow("")).contains("systems");
                });
    }

    private static Runnable next(BlockingQueue<Runnable> toMake) throws InterruptedException {
        return Objects.requireNonNull(toMake.poll(OneNode.BOUND_SECONDS, TimeUnit.SECONDS));
    }
}
