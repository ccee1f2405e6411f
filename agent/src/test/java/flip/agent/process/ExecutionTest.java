package flip.agent.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run that is ended while it is not started yet, on a host that takes its time. */
class ExecutionTest {
    private final Scripts scripts;
    private final Path scratch;
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicBoolean first = new AtomicBoolean(true);
    private final AtomicReference<Duration> leaseLeft = new AtomicReference<>(Scripts.LONG);
    private final Queue<String> givenUp = new ConcurrentLinkedQueue<>();
    private final ScriptThreads threads = new ScriptThreads(this::slowFirst);

    ExecutionTest(@TempDir Path place) throws IOException {
        scripts = new Scripts(place);
        scratch = place.resolve("scratch");
    }

    @BeforeEach
    void script() throws IOException {
        scripts.with("mark", ": >marked");
    }

    @AfterEach
    void close() {
        goOn.countDown();
        threads.end();
        scripts.close();
    }

    /** The first thread is asked for by who takes a pipe to print into: there it is held. */
    private Thread slowFirst(Runnable task) {
        if (first.getAndSet(false)) {
            held.countDown();
            boolean interrupted = false;
            while (goOn.getCount() > 0) {
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return new Thread(task);
    }

    private Execution execution(Duration timeLimit) {
        return execution(scripts.asked("mark", timeLimit));
    }

    private Execution execution(ScriptRun run) {
        return new Execution(
                run,
                line -> {},
                new ScriptFolders(List.of(scripts.folder)),
                new PipeNames(scratch, threads),
                threads,
                new HostProcesses(),
                Duration.ofMillis(50),
                "ExecutionTest",
                (execution, why) -> givenUp.add(why));
    }

    private Thread begun(Execution execution) throws InterruptedException {
        Thread thread = new Thread(execution);
        thread.setDaemon(true);
        thread.start();
        assertThat(held.await(30, SECONDS)).isTrue();
        return thread;
    }

    private void letGoOn(Thread thread) throws InterruptedException {
        goOn.countDown();
        thread.join(30_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void thatIsNotHeldRuns() throws Exception {
        Execution execution = execution(Scripts.LONG);
        Thread thread = begun(execution);

        letGoOn(thread);

        assertThat(Scripts.ended(execution.outcome())).isInstanceOf(ScriptEnd.Succeeded.class);
        assertThat(scripts.has("marked")).isTrue();
    }

    /** I4: the lease may have ended meanwhile. */
    @Test
    void thatIsCancelledMeanwhileIsOverAtOnceAndNeverStarted() throws Exception {
        Execution execution = execution(Scripts.LONG);
        Thread thread = begun(execution);

        execution.cancel(Scripts.LONG);

        assertThat(Scripts.ended(execution.outcome()))
                .isEqualTo(new ScriptEnd.Cancelled(Duration.ZERO));
        letGoOn(thread);
        assertThat(scripts.has("marked")).isFalse();
    }

    /** I4: this process, or the whole host, stood still, and its node has not noticed yet. */
    @Test
    void whoseLeaseIsOverWhenItWouldBeLaunchedIsNotLaunched() throws Exception {
        Execution execution = execution(scripts.leased("mark", leaseLeft::get));
        Thread thread = begun(execution);

        leaseLeft.set(Duration.ZERO);
        letGoOn(thread);

        assertThat(Scripts.ended(execution.outcome()))
                .isEqualTo(new ScriptEnd.Unleased("script mark is not started: the lease is over"));
        assertThat(scripts.has("marked")).isFalse();
    }

    @Test
    void whoseLeaseWasRenewedMeanwhileRunsAndIsToldWhatIsLeft() throws Exception {
        scripts.with("mark", "echo $FLIP_LEASE_MS $FLIP_DATUM >marked");
        leaseLeft.set(Duration.ofMillis(-1));
        Execution execution = execution(scripts.leased("mark", leaseLeft::get));
        Thread thread = begun(execution);

        leaseLeft.set(Duration.ofMillis(1234));
        letGoOn(thread);

        assertThat(Scripts.ended(execution.outcome())).isInstanceOf(ScriptEnd.Succeeded.class);
        assertThat(scripts.folder.resolve("marked")).hasContent("1234 10.0.0.5");
    }

    @Test
    void thatIsNotToldOfItsLeaseByWhoAsksForItIsNotToldHereEither() throws Exception {
        scripts.with("mark", "echo ${FLIP_LEASE_MS-untold} >marked");
        Execution execution = execution(Scripts.LONG);
        Thread thread = begun(execution);

        letGoOn(thread);

        assertThat(Scripts.ended(execution.outcome())).isInstanceOf(ScriptEnd.Succeeded.class);
        assertThat(scripts.folder.resolve("marked")).hasContent("untold");
    }

    @Test
    void thatIsNotStartedInItsTimeIsOverAndItsThreadIsNotWaitedFor() throws Exception {
        Execution execution = execution(Duration.ofMillis(50));
        Thread thread = begun(execution);

        assertThat(Scripts.ended(execution.outcome()).failure())
                .hasValueSatisfying(
                        why ->
                                assertThat(why)
                                        .contains("script mark was not started within 50 ms"));
        await().atMost(30, SECONDS).until(() -> !givenUp.isEmpty());
        assertThat(givenUp).singleElement().asString().contains("was not started");
        letGoOn(thread);
        assertThat(scripts.has("marked")).isFalse();
    }

    @Test
    void whoseThreadComesBackSoonIsNotGivenUp() throws Exception {
        Execution execution = execution(Scripts.LONG);
        Thread thread = begun(execution);
        execution.cancel(Scripts.LONG);
        Scripts.ended(execution.outcome());

        letGoOn(thread);

        // Nothing of it is left that could still say so but what is due within a second.
        CountDownLatch after = new CountDownLatch(1);
        assertThat(threads.after(Duration.ofMillis(1500), after::countDown)).isNotNull();
        assertThat(after.await(30, SECONDS)).isTrue();
        assertThat(givenUp).isEmpty();
    }
}
