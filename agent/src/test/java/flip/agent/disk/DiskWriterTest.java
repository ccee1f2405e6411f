package flip.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskWriterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What is tested in milliseconds here takes seconds in the agent. */
    private static final DiskWriter.Patience SHORT =
            new DiskWriter.Patience(
                    Duration.ofMillis(5), Duration.ofMillis(40), Duration.ofMillis(50));

    private final BlockingQueue<Long> durable = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();
    private final ExecutorService loop =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "loop"));
    private final Disk disk = new Disk();

    /** A disk that writes one payload for each permit, and fails while it is told to. */
    private static final class Disk implements DiskWriter.Store {
        private final List<Integer> written = new CopyOnWriteArrayList<>();
        private final List<Long> attemptedAt = new CopyOnWriteArrayList<>();
        private final List<String> threads = new CopyOnWriteArrayList<>();
        private final Semaphore permits = new Semaphore(0);
        private volatile boolean broken;

        @Override
        public void store(byte[] payload) throws IOException {
            attemptedAt.add(System.nanoTime());
            threads.add(Thread.currentThread().getName());
            permits.acquireUninterruptibly();
            if (broken) {
                throw new IOException("no space left on device");
            }
            written.add((int) payload[0]);
        }
    }

    @AfterEach
    void close() {
        disk.broken = false;
        disk.permits.release(1_000_000);
        loop.shutdownNow();
    }

    @Test
    void whatIsDurableIsReportedOnTheExecutor() throws Exception {
        List<String> threads = new CopyOnWriteArrayList<>();
        disk.permits.release(1);
        try (DiskWriter writer =
                new DiskWriter(
                        disk,
                        "promise",
                        loop,
                        number -> {
                            threads.add(Thread.currentThread().getName());
                            durable.add(number);
                        },
                        faults::add,
                        SHORT)) {
            writer.submit(1, new byte[] {11});

            assertThat(nextDurable()).isEqualTo(1);
            assertThat(disk.written).containsExactly(11);
            assertThat(disk.threads).containsExactly("flip-disk");
            assertThat(threads).containsExactly("loop");
        }
    }

    @Test
    void whatIsOvertakenIsNotWrittenAndTheNewestIsReported() throws Exception {
        try (DiskWriter writer = writer(loop)) {
            writer.submit(1, new byte[] {11});
            await().atMost(PATIENCE).until(() -> disk.attemptedAt.size() == 1);
            for (int number = 2; number <= 100; number++) {
                writer.submit(number, new byte[] {(byte) number});
            }

            disk.permits.release(2);

            assertThat(nextDurable()).isEqualTo(1);
            assertThat(nextDurable()).isEqualTo(100);
            assertThat(disk.written).containsExactly(11, 100);
            assertThat(durable).isEmpty();
        }
    }

    @Test
    void aFaultOfOursIsToldInsteadOfEndingTheThreadUnseen() throws Exception {
        IllegalArgumentException fault = new IllegalArgumentException("too long");
        DiskWriter.Store store =
                payload -> {
                    throw fault;
                };
        try (DiskWriter writer =
                new DiskWriter(store, "promise", loop, durable::add, faults::add, SHORT)) {
            writer.submit(1, new byte[] {11});

            assertThat(faults.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isSameAs(fault);
            assertThat(durable).isEmpty();
        }
    }

    @Test
    void thePayloadIsCopiedWhenItIsSubmitted() throws Exception {
        try (DiskWriter writer = writer(loop)) {
            byte[] payload = {11};
            writer.submit(1, payload);
            payload[0] = 99;
            disk.permits.release(1);

            assertThat(nextDurable()).isEqualTo(1);
            assertThat(disk.written).containsExactly(11);
        }
    }

    @Test
    void aBrokenDiskIsTriedAgainWithPausesAndNothingIsReportedUntilItWorks() throws Exception {
        disk.broken = true;
        disk.permits.release(1_000);
        try (DiskWriter writer = writer(loop)) {
            writer.submit(1, new byte[] {11});
            await().atMost(PATIENCE).until(() -> disk.attemptedAt.size() >= 6);

            assertThat(durable).isEmpty();
            assertThat(writer.trouble().orElseThrow()).contains("no space left on device");
            // 5, 10, 20, 40 and then 40 ms again.
            assertThat(pauseBefore(1)).isBetween(Duration.ofMillis(5), PATIENCE);
            assertThat(pauseBefore(4)).isBetween(Duration.ofMillis(40), PATIENCE);
            assertThat(pauseBefore(5)).isBetween(Duration.ofMillis(40), PATIENCE);

            disk.broken = false;

            assertThat(nextDurable()).isEqualTo(1);
            assertThat(writer.trouble()).isEmpty();
        }
    }

    @Test
    void whatIsSubmittedWhileTheDiskIsBrokenIsWrittenInsteadAndDoesNotHurryIt() throws Exception {
        disk.broken = true;
        disk.permits.release(1_000);
        try (DiskWriter writer = writer(loop)) {
            for (int number = 1; number <= 20; number++) {
                int attempts = disk.attemptedAt.size();
                writer.submit(number, new byte[] {(byte) number});
                if (number > 10) {
                    await().atMost(PATIENCE).until(() -> disk.attemptedAt.size() > attempts);
                }
            }
            int last = disk.attemptedAt.size() - 1;
            assertThat(pauseBefore(last)).isGreaterThanOrEqualTo(Duration.ofMillis(40));

            disk.broken = false;

            assertThat(nextDurable()).isEqualTo(20);
            assertThat(disk.written).containsExactly(20);
        }
    }

    @Test
    void aStalledDiskIsTroubleThatPasses() throws Exception {
        try (DiskWriter writer = writer(loop)) {
            assertThat(writer.trouble()).isEmpty();
            writer.submit(1, new byte[] {11});

            await().atMost(PATIENCE).until(() -> writer.trouble().isPresent());
            assertThat(writer.trouble().orElseThrow())
                    .startsWith("the disk does not answer: writing promise has taken 0.");

            disk.permits.release(1);
            assertThat(nextDurable()).isEqualTo(1);
            assertThat(writer.trouble()).isEmpty();
        }
    }

    @Test
    void closingWaitsForTheLastWrite() throws Exception {
        DiskWriter writer = writer(loop);
        writer.submit(1, new byte[] {11});
        writer.submit(2, new byte[] {12});
        disk.permits.release(2);

        assertThat(writer.close(PATIENCE)).isTrue();

        assertThat(disk.written).endsWith(12);
        writer.submit(3, new byte[] {13});
        assertThat(disk.written).endsWith(12);
    }

    @Test
    void closingAStalledDiskAbandonsAndNeverReports() throws Exception {
        DiskWriter writer = writer(loop);
        writer.submit(1, new byte[] {11});
        await().atMost(PATIENCE).until(() -> disk.attemptedAt.size() == 1);

        assertThat(writer.close(Duration.ofMillis(30))).isFalse();

        disk.permits.release(1);
        await().atMost(PATIENCE).until(() -> disk.written.size() == 1);
        assertThat(writer.close(PATIENCE)).isTrue();
        assertThat(durable.poll(50, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void closingABrokenDiskAbandonsAndEndsTheThread() throws Exception {
        disk.broken = true;
        disk.permits.release(1_000_000);
        DiskWriter writer = writer(loop);
        writer.submit(1, new byte[] {11});
        await().atMost(PATIENCE).until(() -> disk.attemptedAt.size() >= 2);

        assertThat(writer.close(Duration.ofMillis(60))).isFalse();

        // Joins the thread, which has nothing to try any more.
        assertThat(writer.close(PATIENCE)).isFalse();
        int attempts = disk.attemptedAt.size();
        disk.broken = false;
        assertThat(durable.poll(100, TimeUnit.MILLISECONDS)).isNull();
        assertThat(disk.attemptedAt).hasSize(attempts);
    }

    @Test
    void anExecutorThatHasEndedDoesNotEndTheWriter() throws Exception {
        disk.permits.release(10);
        Executor ended =
                task -> {
                    throw new RejectedExecutionException("shut down");
                };
        try (DiskWriter writer = writer(ended)) {
            writer.submit(1, new byte[] {11});
            await().atMost(PATIENCE).until(() -> disk.written.size() == 1);
            writer.submit(2, new byte[] {12});
            await().atMost(PATIENCE).until(() -> disk.written.size() == 2);
        }
    }

    @Test
    void numbersGrow() {
        try (DiskWriter writer = writer(loop)) {
            disk.permits.release(10);
            writer.submit(5, new byte[] {1});

            assertThatThrownBy(() -> writer.submit(5, new byte[] {2}))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("number 5");
        }
    }

    @Test
    void aRealFileIsWritten(@TempDir Path folder) throws Exception {
        try (PromiseFile promise = PromiseFile.open(folder)) {
            try (DiskWriter writer = new DiskWriter(promise, loop, durable::add, faults::add)) {
                for (int number = 1; number <= 50; number++) {
                    writer.submit(number, new byte[] {(byte) number});
                }
                long reported = 0;
                while (reported < 50) {
                    long next = nextDurable();
                    assertThat(next).isGreaterThan(reported);
                    reported = next;
                }
            }
            assertThat(((Loaded.Payload) promise.load()).bytes()).containsExactly(50);
        }
    }

    private DiskWriter writer(Executor executor) {
        return new DiskWriter(disk, "promise", executor, durable::add, faults::add, SHORT);
    }

    private long nextDurable() throws InterruptedException {
        Long number = durable.poll(20, TimeUnit.SECONDS);
        assertThat(number).isNotNull();
        return number;
    }

    private Duration pauseBefore(int attempt) {
        return Duration.ofNanos(disk.attemptedAt.get(attempt) - disk.attemptedAt.get(attempt - 1));
    }
}
