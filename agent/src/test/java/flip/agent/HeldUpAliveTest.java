package flip.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.Uninterruptibles;
import flip.agent.process.ScriptFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An alive that was asked for under a lease, on a host that then sleeps. */
class HeldUpAliveTest {
    private final Path folder;
    private final Path done;
    private final OneNode one;
    private final AtomicLong sleptNanos = new AtomicLong();
    private final Queue<Thread> held = new ConcurrentLinkedQueue<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch standing = new CountDownLatch(1);
    private final CountDownLatch wake = new CountDownLatch(1);

    HeldUpAliveTest(@TempDir Path folder) {
        this.folder = folder;
        done = folder.resolve("done");
        one = new OneNode(folder);
    }

    /** I4: its thread may be the first of the agent to run again. */
    @Test
    void isNotLaunchedWhenThatWakesButAskedForAnewWithTheNextLease() throws Exception {
        script("up", "echo alive $FLIP_LEASE_MS >>done");
        script("down", "echo down >>done");

        one.live(
                one.holding(),
                new AgentClock(System::nanoTime, this::wallNanos, OptionalLong::empty),
                new ScriptFolders(List.of(folder), this::isTrusted),
                running -> {
                    try {
                        await().atMost(OneNode.BOUND_SECONDS, SECONDS).until(() -> !held.isEmpty());
                        running.node().execute(this::standStill);
                        assertThat(standing.await(OneNode.BOUND_SECONDS, SECONDS)).isTrue();
                        sleptNanos.set(Duration.ofHours(1).toNanos());
                        goOn.countDown();
                        await().atMost(OneNode.BOUND_SECONDS, SECONDS).until(this::isRunOver);
                        assertThat(done).hasContent("down");
                    } finally {
                        goOn.countDown(); // Else the node could not be ended.
                        wake.countDown();
                    }

                    await().atMost(OneNode.BOUND_SECONDS, SECONDS)
                            .until(() -> last(Files.readAllLines(done)).startsWith("alive"));
                });

        assertThat(one.broken()).isEmpty();
        List<String> lines = Files.readAllLines(done);
        assertThat(lines).element(1).isEqualTo("down");
        assertThat(last(lines)).matches("alive [0-9]{1,3}");
    }

    private static String last(List<String> lines) {
        return lines.get(lines.size() - 1);
    }

    private void script(String name, String line) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private long wallNanos() {
        return System.currentTimeMillis() * 1_000_000 + sleptNanos.get();
    }

    /** Asked by each run on its thread; the first after the start sweep is held there. */
    private boolean isTrusted(int owner) {
        if (Files.exists(done) && held.isEmpty()) {
            held.add(Thread.currentThread());
            Uninterruptibles.awaitUninterruptibly(goOn);
        }
        return owner >= 0;
    }

    private void standStill() {
        standing.countDown();
        Uninterruptibles.awaitUninterruptibly(wake);
    }

    private boolean isRunOver() {
        return Arrays.stream(held.element().getStackTrace())
                .noneMatch(frame -> frame.getClassName().endsWith(".Execution"));
    }
}
