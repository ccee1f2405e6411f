package flip.agent.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HostProcessesTest {
    private static final ProcessHandle SELF = ProcessHandle.current();

    private final AtomicInteger looks = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);

    @Test
    void oneLookServesAllWhoAskedBeforeItBegan() throws InterruptedException {
        HostProcesses slow =
                new HostProcesses(
                        () -> {
                            if (looks.incrementAndGet() == 1) {
                                Uninterruptibles.awaitUninterruptibly(over);
                            }
                            return Map.of("mark", List.of(SELF));
                        });
        Queue<List<ProcessHandle>> found = new ConcurrentLinkedQueue<>();
        List<Thread> asking = new ArrayList<>();
        asking.add(new Thread(() -> found.add(slow.marked("mark"))));
        asking.get(0).start();
        await().atMost(30, SECONDS).until(() -> looks.get() == 1);
        for (int i = 0; i < 20; i++) {
            Thread thread = new Thread(() -> found.add(slow.marked("mark")));
            asking.add(thread);
            thread.start();
        }
        await().atMost(30, SECONDS)
                .until(
                        () ->
                                asking.stream()
                                        .skip(1)
                                        .allMatch(it -> it.getState() == Thread.State.BLOCKED));

        over.countDown();
        for (Thread thread : asking) {
            thread.join();
        }

        assertThat(found).hasSize(21).containsOnly(List.of(SELF));
        assertThat(looks).hasValue(2);
    }

    @Test
    void whoAsksAgainIsToldWhatIsThereByThen() {
        HostProcesses counted =
                new HostProcesses(() -> Map.of("look " + looks.incrementAndGet(), List.of(SELF)));

        assertThat(counted.marked("look 1")).containsExactly(SELF);
        assertThat(counted.marked("look 1")).isEmpty();
        assertThat(counted.marked("look 3")).containsExactly(SELF);
    }

    @Test
    void aProcessIsFoundByItsMarkAndByItsParent() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sleep", "60");
        builder.environment().put(HostProcesses.VARIABLE, "one of a test");
        Process process = builder.start();
        try {
            HostProcesses processes = new HostProcesses();

            assertThat(processes.marked("one of a test")).containsExactly(process.toHandle());
            assertThat(processes.marked("one of a tes")).isEmpty();
            assertThat(HostProcesses.children(SELF)).contains(process.toHandle());
            assertThat(HostProcesses.children(process.toHandle())).isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }
}
