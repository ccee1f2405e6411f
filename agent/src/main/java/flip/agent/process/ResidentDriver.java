package flip.agent.process;

import flip.agent.process.DriverStarter.Tried;
import flip.systems.Outcome;
import flip.systems.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One driver by its name: a process that is started when it is needed, is spoken to as soon as it
 * is ready, and is ended when it does not answer in time. When it is gone each request fails, and
 * each datum that it held is told as lost. I3: whoever lowers that asks another process of it,
 * which is ready only when the former and its children are gone.
 */
final class ResidentDriver implements DriverProcess.Listener {
    /** To say what its clock shows. */
    private static final Duration CLOCK_LIMIT = Duration.ofSeconds(5);

    private static final int PATIENCE = 6;
    private static final long VERSION = 1;
    private static final Logger log = LoggerFactory.getLogger("flip.drivers");

    private enum Phase {
        /** There is no process. */
        GONE,
        /** It has not said hello. */
        STARTING,
        /** It has, and is asked what its clock shows. */
        GREETED,
        READY,
        /** Its input is closed. */
        ENDING
    }

    private final String name;
    private final DriverStarter starter;
    private final Duration helloLimit;
    private final DriverTimer timer;

    // What follows is guarded by this.
    private final DriverRequests requests = new DriverRequests();
    private final DriverHoldings held = new DriverHoldings();
    private final RestartPause pause = new RestartPause();
    private final DriverLeases leases = new DriverLeases();
    private Optional<DriverProcess> process = Optional.empty();
    private Phase phase = Phase.GONE;

    /** Whether it is to run also while nothing is asked of it. */
    private boolean wanted;

    private boolean closed;
    private boolean startDue;

    /** The file that it locks. */
    private Path lock = Path.of("");

    /** Whether a former one still has the lock. */
    private boolean waits;

    private Optional<Long> readyAtNanos = Optional.empty();

    /** Why it is not ready, or was ended. */
    private String trouble = "";

    /**
     * A driver that does not run yet.
     *
     * @param helloLimit from its start to its hello
     */
    ResidentDriver(DriverStarter starter, Duration helloLimit, DriverTimer timer) {
        this.name = starter.name();
        this.starter = starter;
        this.helloLimit = helloLimit;
        this.timer = timer;
    }

    /** Whether it is to run also while nothing is asked of it. */
    synchronized void want(boolean it) {
        wanted = it;
        if (it) {
            start();
        } else if (!closed && isIdle() && process.isPresent()) {
            trouble = "driver " + name + " was not needed any more, and ends";
            end(process.get());
        }
    }

    private boolean isIdle() {
        return requests.isEmpty() && held.isEmpty();
    }

    /**
     * Asks for it.
     *
     * @param ended told once how it ended
     * @param lost told, at most once after an alive succeeded, why that may not be here any more
     */
    synchronized void run(Run run, Consumer<Outcome> ended, Consumer<String> lost) {
        long begun = System.nanoTime();
        DriverRequest request =
                new DriverRequest(
                        OptionalLong.of(run.id()),
                        run.grace(),
                        DriverRequest.text(run),
                        answer -> ended.accept(outcome(run, answer, begun, lost)));
        if (closed || requests.isFull()) {
            String why = closed ? "the agent is stopping" : "too many requests wait for it";
            request.fail("driver %s is not asked: %s".formatted(name, why));
            return;
        }
        limit(request, run.limit());
        requests.add(request);
        start();
        ask();
    }

    private Outcome outcome(Run run, Said.Answer answer, long begun, Consumer<String> lost) {
        Duration took = since(begun);
        if (!answer.ok()) {
            return new Outcome.Failed(took, Said.shown(answer.rest()));
        }
        switch (run.verb()) {
            case ALIVE -> held.taken(run.system(), run.datum(), lost);
            case DOWN -> held.givenBack(run.system(), run.datum());
        }
        return new Outcome.Succeeded(took);
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    /** Ends a run: one that was sent already has its grace to be answered. False without such. */
    synchronized boolean cancel(long run) {
        Optional<DriverRequest> unsent = requests.unsent(run);
        if (unsent.isPresent()) {
            requests.remove(unsent.get());
            unsent.get().fail("ended early");
            return true;
        }
        Optional<DriverRequest> sent = requests.sent(run);
        sent.ifPresent(request -> limit(request, request.grace()));
        return sent.isPresent();
    }

    /** The lease of a system ends when {@link System#nanoTime} is that. */
    synchronized void renew(String system, long untilNanos) {
        Optional<String> line = leases.renewed(system, untilNanos);
        if (phase == Phase.READY) {
            line.ifPresent(this::tell);
            if (leases.isClockDue(System.nanoTime())) {
                askForClock();
            }
        }
    }

    /** Nothing is asked any more, and its input is closed: then it gives everything back. */
    synchronized Optional<DriverProcess> close() {
        closed = true;
        phase = Phase.ENDING;
        process.ifPresent(DriverProcess::closeInput);
        held.forget();
        requests.failSent("the agent is stopping");
        requests.failUnsent("the agent is stopping");
        return process;
    }

    // How it is started, and ends.

    private void start() {
        if (process.isPresent() || startDue || closed) {
            return;
        }
        startDue = true;
        timer.later(this::startIfNeeded, pause.millis());
    }

    private void startIfNeeded() {
        if (isNeeded()) {
            tried(starter.start());
        }
    }

    private synchronized boolean isNeeded() {
        startDue = process.isEmpty() && !closed && (wanted || !isIdle());
        return startDue;
    }

    private synchronized void tried(Tried tried) {
        startDue = false;
        if (tried instanceof Tried.Refused refused) {
            notStarted(refused.reason());
        } else if (tried instanceof Tried.Started started) {
            process = Optional.of(started.process());
            lock = started.lock();
            phase = Phase.STARTING;
            waits = false;
            readyAtNanos = Optional.empty();
            leases.begin();
            trouble = "driver " + name + " has not said hello";
            started.process().begin(name, this);
            if (closed) {
                started.process().closeInput();
            } else {
                lookForHello(started.process(), helloLimit);
            }
        }
    }

    /** Whoever asks again has it looked for again. */
    private void notStarted(String reason) {
        log.error("driver {} is not started: {}", name, reason);
        trouble = reason;
        pause.failed();
        requests.failUnsent(reason);
        if (wanted) {
            start();
        }
    }

    private void lookForHello(DriverProcess started, Duration after) {
        timer.later(() -> lookForHello(started), after.toMillis());
    }

    private synchronized void lookForHello(DriverProcess started) {
        if (!isCurrent(started) || phase != Phase.STARTING) {
            return;
        }
        if (waits) {
            log.warn("{}", trouble);
            lookForHello(started, helloLimit.multipliedBy(PATIENCE));
        } else {
            trouble =
                    "driver %s has not said hello within %d ms: see whether it is one"
                            .formatted(name, helloLimit.toMillis());
            end(started);
        }
    }

    private boolean isCurrent(DriverProcess which) {
        return process.isPresent() && process.get() == which;
    }

    /** It gives everything back if it still reads, and is killed if it does not end. */
    private void end(DriverProcess which) {
        phase = Phase.ENDING;
        which.closeInput();
        timer.later(which::kill, DriverProcess.GRACE_MILLIS);
    }

    @Override
    public synchronized void ended(DriverProcess which, int exitCode) {
        if (!isCurrent(which)) {
            return;
        }
        boolean asExpected = closed || (!wanted && isIdle());
        boolean everReady = readyAtNanos.isPresent();
        pause.ended(readyAtNanos.map(ResidentDriver::since).orElse(Duration.ZERO));
        if (phase != Phase.ENDING) {
            trouble = "driver %s has ended, with exit code %d".formatted(name, exitCode);
        }
        process = Optional.empty();
        phase = Phase.GONE;
        if (!asExpected) {
            log.error("{}; it was process {}", trouble, which.pid());
        }
        lost(trouble);
        if (!everReady) {
            requests.failUnsent(trouble); // The next may never be either.
        }
        if (wanted || !isIdle()) {
            start();
        }
    }

    /** Each datum that it held is told after what fails. */
    private void lost(String reason) {
        requests.failSent(reason);
        held.allLost(reason);
    }

    // What is said to it.

    private void limit(DriverRequest request, Duration limit) {
        request.limit(timer.limit(() -> unanswered(request, limit), limit.toMillis()));
    }

    private synchronized void unanswered(DriverRequest request, Duration limit) {
        if (requests.remove(request)) {
            request.fail(trouble);
        } else if (requests.isSent(request)) {
            hangs("does not answer within %d ms".formatted(limit.toMillis()));
        }
    }

    private void hangs(String what) {
        trouble = "driver %s %s, and is ended".formatted(name, what);
        process.ifPresent(this::end);
        lost(trouble);
    }

    private void ask() {
        while (phase == Phase.READY && requests.isAnyWaiting()) {
            ask(requests.next());
        }
    }

    private void ask(DriverRequest request) {
        tell(requests.ask(request));
    }

    private void tell(String line) {
        if (process.isPresent() && !process.get().tell(line)) {
            hangs("does not read what it is told");
        }
    }

    private void askForClock() {
        DriverRequest request =
                new DriverRequest(OptionalLong.empty(), CLOCK_LIMIT, "clock", this::clockTold);
        leases.clockAsked(System.nanoTime());
        limit(request, CLOCK_LIMIT);
        ask(request);
    }

    /** Only then is it asked for more: the renewal of a lease comes before its alive. */
    private void clockTold(Said.Answer answer) {
        if (phase != Phase.GREETED && phase != Phase.READY) {
            return;
        }
        if (!answer.ok() || !leases.clockTold(answer.rest(), System.nanoTime())) {
            log.warn("driver {} does not tell its clock: {}", name, Said.shown(answer.rest()));
        }
        if (phase == Phase.GREETED) {
            phase = Phase.READY;
            trouble = "";
            readyAtNanos = Optional.of(System.nanoTime());
            leases.all(System.nanoTime()).forEach(this::tell);
            ask();
        }
    }

    // What it says.

    @Override
    public synchronized void said(DriverProcess from, String line) {
        if (!isCurrent(from)) {
            return;
        }
        Said said = Said.of(line);
        if (said instanceof Said.Answer answer) {
            requests.answered(answer);
        } else if (said instanceof Said.Hello hello) {
            hello(from, hello);
        } else if (said instanceof Said.Waiting former) {
            waits = true;
            trouble =
                    "driver %s waits for its former process %d, which has the lock %s: kill -9 it if it hangs"
                            .formatted(name, former.process(), lock);
        } else if (said instanceof Said.Strange strange) {
            log.warn("driver {} says what is not understood: {}", name, Said.shown(strange.line()));
        } else {
            held.said(said);
        }
    }

    private void hello(DriverProcess from, Said.Hello hello) {
        if (phase != Phase.STARTING) {
            return;
        }
        if (hello.version() != VERSION) {
            trouble =
                    "driver %s speaks version %d of the protocol, and this flip version %d"
                            .formatted(name, hello.version(), VERSION);
            end(from);
            return;
        }
        log.info(
                "driver {}, process {}, is ready: {}", name, from.pid(), Said.shown(hello.words()));
        phase = Phase.GREETED;
        askForClock();
    }
}
