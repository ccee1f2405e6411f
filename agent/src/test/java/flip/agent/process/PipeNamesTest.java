package flip.agent.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipes that are made in the background, in a folder that goes with their owner. */
class PipeNamesTest {
    private final CountDownLatch allowed = new CountDownLatch(1);
    private final ScriptThreads late =
            new ScriptThreads(
                    task ->
                            new Thread(
                                    () -> {
                                        Uninterruptibles.awaitUninterruptibly(allowed);
                                        task.run();
                                    }));

    @AfterEach
    void end() {
        allowed.countDown();
        late.end();
    }

    @Test
    void nothingIsMadeInTheFolderOnceItIsDeleted(@TempDir Path parent) throws IOException {
        PipeNames names = new PipeNames(parent, late);
        Path taken = names.take();

        CompletableFuture<Void> deleted = CompletableFuture.runAsync(names::delete);
        assertThat(deleted).isNotDone();
        allowed.countDown();

        assertThat(deleted).succeedsWithin(30, SECONDS);
        assertThat(taken.getParent()).doesNotExist();
        assertThat(parent).isEmptyDirectory();
    }
}
