package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BreakageTest {
    @TempDir private Path folder;
    private final CompletableFuture<Boolean> halted = new CompletableFuture<>();

    @Test
    void theLastEventsAreWrittenAndTheSocketIsRemovedBeforeItHalts() throws Exception {
        Path socket = Files.createFile(folder.resolve("flip.sock"));
        Path data = Files.createDirectory(folder.resolve("data"));

        breakage(data, Files::writeString, Optional.of(socket))
                .accept(new AssertionError("I4: why"));

        assertThat(halted).isDone();
        assertThat(socket).doesNotExist();
        assertThat(data.toFile().list())
                .singleElement()
                .satisfies(
                        name ->
                                assertThat(Files.readString(data.resolve(name)))
                                        .contains("I4: why"));
    }

    @Test
    void aDiskThatHangsKeepsNothingFromHalting() {
        CountDownLatch never = new CountDownLatch(1);
        Breakage.Dump hangs =
                (file, heading) ->
                        assertThatCode(() -> never.await(1, TimeUnit.HOURS))
                                .doesNotThrowAnyException();
        long before = System.nanoTime();

        breakage(folder, hangs, Optional.empty()).accept(new AssertionError("I4: why"));

        assertThat(halted).isDone();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        never.countDown();
    }

    @Test
    void aSecondFaultOnTheWayKeepsNothingFromHalting() {
        Breakage.Dump faulty =
                (file, heading) -> {
                    throw new IllegalStateException("and this, too");
                };

        breakage(folder, faulty, Optional.empty()).accept(new AssertionError("I4: why"));

        assertThat(halted).isDone();
    }

    /** What breaks at each start would fill the disk, and be the end of the promises there. */
    @Test
    void whereThereAreMoreThanEnoughItWritesNone() throws Exception {
        Path socket = Files.createFile(folder.resolve("flip.sock"));
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.createFile(data.resolve("promise"));
        for (int i = 1; i < Breakage.MOST_DUMPS; i++) {
            Files.createFile(data.resolve("broken-" + i + ".dump.gz"));
        }

        breakage(data, Files::writeString, Optional.of(socket))
                .accept(new AssertionError("I4: the last one"));
        breakage(data, Files::writeString, Optional.of(socket))
                .accept(new AssertionError("I4: one too many"));

        assertThat(halted).isDone();
        assertThat(socket).doesNotExist();
        assertThat(data.toFile().list()).hasSize(1 + Breakage.MOST_DUMPS);
    }

    private Breakage breakage(Path data, Breakage.Dump dump, Optional<Path> socket) {
        return new Breakage(data, dump, () -> socket, () -> halted.complete(true));
    }
}
