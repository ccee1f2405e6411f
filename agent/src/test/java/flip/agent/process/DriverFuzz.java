package flip.agent.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.google.common.collect.ImmutableSortedMap;
import flip.agent.fuzz.Limits;
import flip.agent.process.DriverStarter.Tried;
import flip.systems.Outcome;
import flip.systems.Run;
import flip.systems.Tool;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Whatever a driver says, and whenever it ends, each run that it was asked for ends once, and what
 * it held is lost once at the most.
 */
public final class DriverFuzz {
    private static final String NAME = "fuzzed";
    private static final String SYSTEM = "ip";
    private static final int BYTES_EACH = 2_000;
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("flip.drivers");

    private DriverFuzz() {}

    /** A process that says the input, and has ended when that was heard. */
    private static final class Saying extends Process {
        private final CountDownLatch heard = new CountDownLatch(1);
        private final InputStream said;

        Saying(byte[] input) {
            said =
                    new ByteArrayInputStream(input) {
                        @Override
                        public void close() {
                            heard.countDown();
                        }
                    };
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return said;
        }

        @Override
        public InputStream getErrorStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public int waitFor() throws InterruptedException {
            heard.await();
            return 0;
        }

        @Override
        public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
            return heard.await(timeout, unit);
        }

        @Override
        public int exitValue() {
            if (heard.getCount() > 0) {
                throw new IllegalThreadStateException("it has not ended");
            }
            return 0;
        }

        @Override
        public void destroy() {
            throw new UnsupportedOperationException("a driver is killed, or its input closed");
        }

        @Override
        public Process destroyForcibly() {
            return this; // What it has said already is heard all the same.
        }

        @Override
        public Stream<ProcessHandle> descendants() {
            return Stream.empty();
        }

        @Override
        public long pid() {
            return 1;
        }
    }

    /** One run, and how often what was told of it. */
    private static final class Asked {
        private final Run run;
        private final AtomicInteger ended = new AtomicInteger();
        private final AtomicInteger succeeded = new AtomicInteger();
        private final AtomicInteger lost = new AtomicInteger();

        Asked(long id, Run.Verb verb, String datum) {
            run =
                    new Run(
                            id,
                            SYSTEM,
                            datum,
                            verb,
                            new Tool.Driver(NAME),
                            "{}",
                            ImmutableSortedMap.of(),
                            LONG,
                            LONG);
        }

        void askOf(ResidentDriver driver) {
            driver.run(run, this::ended, reason -> lost(reason));
        }

        private void ended(Outcome outcome) {
            Limits.tell(outcome);
            ended.incrementAndGet();
            if (outcome instanceof Outcome.Succeeded) {
                succeeded.incrementAndGet();
            }
        }

        private void lost(String reason) {
            Limits.tell(reason);
            if (lost.incrementAndGet() > succeeded.get()) {
                throw new AssertionError(run.datum() + " is lost and was not held");
            }
        }

        void check() {
            if (ended.get() != 1) {
                throw new AssertionError(run.datum() + " ended " + ended + " times");
            }
        }
    }

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        Limits.hold(input, BYTES_EACH, () -> lines(input));
        Level level = LOG.getLevel();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        AtomicReference<Throwable> mistake = new AtomicReference<>();
        LOG.setLevel(Level.OFF);
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> mistake.set(thrown));
        try {
            driver(input);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
            LOG.setLevel(level);
        }
        if (mistake.get() != null) {
            throw new AssertionError("while the driver was heard", mistake.get());
        }
    }

    private static void lines(byte[] input) {
        new String(input, StandardCharsets.UTF_8).lines().forEach(DriverFuzz::line);
    }

    private static void line(String line) {
        Limits.tell(Said.of(line));
        if (!Said.decoded(Said.encoded(line)).equals(line)) {
            throw new AssertionError("a name changes when it is told: " + line);
        }
        if (Said.shown(line).length() > Said.LONGEST_SHOWN) {
            throw new AssertionError("more is shown than a log can take");
        }
    }

    private static void driver(byte[] input) throws InterruptedException {
        CountDownLatch allAsked = new CountDownLatch(1);
        Saying process = new Saying(input);
        DriverTimer timer = new DriverTimer();
        ResidentDriver driver =
                new ResidentDriver(
                        NAME,
                        () -> {
                            await(allAsked);
                            return new Tried.Started(new DriverProcess(process), Path.of("lock"));
                        },
                        LONG,
                        timer);
        driver.renew(SYSTEM, System.nanoTime() + LONG.toNanos());
        // The clock is asked for first, as 1; these are then 2 to 5.
        List<Asked> all =
                List.of(
                        new Asked(1, Run.Verb.ALIVE, "a"),
                        new Asked(2, Run.Verb.ALIVE, "b c"),
                        new Asked(3, Run.Verb.DOWN, "a"),
                        new Asked(4, Run.Verb.DOWN, "d"));
        all.forEach(each -> each.askOf(driver));
        allAsked.countDown();
        process.waitFor();
        driver.close();
        timer.end(); // With all that it would still do.
        all.forEach(Asked::check);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
