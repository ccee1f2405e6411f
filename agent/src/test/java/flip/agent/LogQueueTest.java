package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class LogQueueTest {
    private static final int LIMIT_BYTES = 100;

    private final Reader reader = new Reader();
    private final LogQueue queue = new LogQueue(reader, LIMIT_BYTES, this::missing);

    /** Takes a line for each permit, or refuses it. */
    private static final class Reader extends OutputStream {
        final Semaphore permits = new Semaphore(0);
        final List<String> lines = new ArrayList<>();
        volatile boolean gone;

        @Override
        public void write(int oneByte) {
            throw new AssertionError("a line is written at a time");
        }

        @Override
        public void write(byte[] line) throws IOException {
            permits.acquireUninterruptibly();
            if (gone) {
                throw new IOException("Broken pipe");
            }
            synchronized (lines) {
                lines.add(new String(line, StandardCharsets.UTF_8));
            }
        }

        List<String> lines() {
            synchronized (lines) {
                return List.copyOf(lines);
            }
        }
    }

    @Test
    void whoeverLogsDoesNotWaitForAReaderAndIsToldWhereLinesAreMissing() {
        for (int number = 0; number < 50; number++) {
            log("line %02d".formatted(number)); // 14 find room, and none of these calls may block.
        }

        reader.permits.release(1000);

        await().until(() -> reader.lines().contains("36 missing"));
        log("line 50");
        await().until(() -> reader.lines().contains("line 50"));
        assertThat(reader.lines())
                .startsWith("line 00", "line 01")
                .contains("line 13")
                .doesNotContain("line 14", "line 49")
                .endsWith("36 missing", "line 50");
    }

    @Test
    void theLastLinesAreWrittenBeforeItIsClosed() {
        log("line 1");
        log("line 2");
        reader.permits.release(2);

        queue.close();

        assertThat(reader.lines()).containsExactly("line 1", "line 2");
    }

    @Test
    void whoNeverReadsDoesNotKeepItFromClosing() {
        log("line 1");

        queue.close();

        assertThat(reader.lines()).isEmpty();
    }

    @Test
    void aReaderThatIsGoneIsNotToldUntilAnotherCame() {
        reader.gone = true;
        reader.permits.release(2);
        log("line 1");
        log("line 2");
        await().until(() -> reader.permits.availablePermits() == 0);
        queue.close();

        reader.gone = false;
        reader.permits.release(1000);
        log("line 3");

        await().until(() -> reader.lines().contains("2 missing"));
        assertThat(reader.lines()).containsExactly("line 3", "2 missing");
    }

    private void log(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        queue.write(bytes, 0, bytes.length);
    }

    private void missing(long lines) {
        log(lines + " missing");
    }
}
