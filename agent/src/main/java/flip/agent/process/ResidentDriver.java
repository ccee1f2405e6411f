package flip.agent.process;

import flip.agent.process.DriverStarter.Tried;
import flip.systems.Outcome;
import flip.systems.Run;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One driver by its name: a process that is started when it is needed, is spoken to as soon as it
 * is ready, and is ended when it does not answer in time. When it is gone each request fails, and
 * each datum that it held is told as lost. I3: whoever lowers that asks another process of it,
 * which is ready only when the former and its children are gone.
 */
final class ResidentDriver {
    private static final long VERSION = 1;
    private static final Logger log = LoggerFactory.getLogger("flip.drivers");

    private final String name;
    private final DriverTimer timer;
    private final DriverEar ear;

    // What follows is guarded by this.
    private final DriverRequests requests = new DriverRequests();
    private final DriverHoldings held = new DriverHoldings();
    private final DriverLeases leases = new DriverLeases();
    private final DriverVigil vigil =
            new DriverVigil(DriverPrompts.LIMIT, requests, this::askForClock, this::kill);
    private final DriverLimits limits;
    private final DriverPrompts prompts;
    private final DriverLaunch launch;
    private final DriverWill will;
    private final DriverPatience patience;
    private Optional<DriverProcess> process = Optional.empty();
    private DriverPhase phase = DriverPhase.GONE;

    /** Whether it is to run also while nothing is asked of it. */
    private boolean wanted;

    /** Whether it is to end when it holds nothing. */
    private boolean dismissed;

    private boolean closed;

    /** Why it is not ready, or was ended. */
    private String trouble = "";

    /**
     * A driver that does not run yet: the starter starts a process of it, which may take its time;
     * the limit is from then to its hello.
     */
    ResidentDriver(String name, Supplier<Tried> starter, Duration helloLimit, DriverTimer timer) {
        this.name = name;
        this.timer = timer;
        this.patience = new DriverPatience(name, helloLimit, timer);
        this.ear = new DriverEar(name, this);
        this.limits =
                new DriverLimits(requests, timer, this, () -> trouble, this::hangs, this::kill);
        this.prompts = new DriverPrompts(requests, timer.after(DriverPrompts.PAUSE, this));
        this.will = new DriverWill(name, this::prompt, this::hangs, this::endIfIdle);
        this.launch = new DriverLaunch(name, starter, timer, this::begins, this::tried);
    }

    /** Whether it is to run also while nothing is asked of it, and how long it may not answer. */
    synchronized void want(boolean it, Duration answerLimit) {
        wanted = it;
        dismissed = !it;
        vigil.limit(answerLimit);
        if (it) {
            start();
        }
        endIfIdle();
    }

    private void endIfIdle() {
        if (dismissed && !closed && isIdle() && !will.isHandedOver() && process.isPresent()) {
            trouble = "driver " + name + " was not needed any more, and ends";
            end(process.get());
        }
    }

    private boolean isIdle() {
        return requests.isIdle() && held.isEmpty();
    }

    /** Says that of its last will. */
    synchronized void about(Consumer<DriverWill> saying) {
        saying.accept(will);
    }

    private void prompt(DriverRequest request, Consumer<String> overdue) {
        tell(requests.ask(request));
        prompts.await(request, overdue);
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
                DriverRequest.of(
                        run, answer -> ended.accept(held.outcome(run, answer, begun, lost)));
        if (closed || requests.isFull()) {
            String why = closed ? "the agent is stopping" : "too many requests wait for it";
            request.fail("driver %s is not asked: %s".formatted(name, why));
            return;
        }
        limits.begin(request, run.limit());
        requests.add(request);
        start();
        hastened(request);
        ask();
    }

    /** Ends a run early: one that was asked already has that grace. False without such. */
    synchronized boolean cancel(long run, Duration grace) {
        return limits.cancel(run, grace);
    }

    /** A down that did not hurry does now, and has so long to be answered, if it is asked here. */
    synchronized void hurry(long run, Duration limit) {
        limits.hurry(run, limit);
        requests.unsent(run).ifPresent(this::hastened);
    }

    /** What hurries does not wait for a process that takes its time to end. */
    private void hastened(DriverRequest request) {
        if (request.hurries() && phase == DriverPhase.ENDING) {
            launch.urgent();
            process.ifPresent(DriverProcess::kill);
        }
    }

    /** What it holds is to be lowered by another one, now. */
    private void kill(String why) {
        launch.urgent();
        process.ifPresent(DriverProcess::kill);
        hangs(why);
    }

    /** The lease of a system ends when {@link System#nanoTime} is that. */
    synchronized void renew(String system, long untilNanos) {
        leases.renewed(system, untilNanos)
                .filter(line -> phase == DriverPhase.READY)
                .ifPresent(this::tell);
    }

    /** Its lease may have ended when it has not answered for so long, and nobody is served. */
    private synchronized void look(DriverProcess which) {
        if (isCurrent(which) && phase == DriverPhase.READY) {
            vigil.look();
            timer.later(() -> look(which), vigil.pause(held.isEmpty()).toMillis());
        }
    }

    /** As its operator sees it. */
    synchronized DriverState state() {
        long pid = process.map(DriverProcess::pid).orElse(0L);
        return ear.state(phase, pid, will.isAcknowledged(), trouble);
    }

    /** Nothing is asked any more, and its input is closed: then it gives everything back. */
    synchronized Optional<DriverProcess> close() {
        closed = true;
        phase = DriverPhase.ENDING;
        will.ends(); // Before its requests fail: one that owes the will back does not hang.
        process.ifPresent(DriverProcess::closeInput);
        held.forget();
        requests.failSent("the agent is stopping");
        requests.failUnsent("the agent is stopping");
        return process;
    }

    // How it is started, and ends.

    private void start() {
        if (process.isEmpty() && !closed) {
            launch.soon(requests.isAnyDownWaiting());
        }
    }

    private synchronized boolean begins() {
        return launch.begins(process.isEmpty() && !closed && (wanted || !isIdle()));
    }

    private synchronized void tried(Tried tried) {
        launch.tried();
        if (tried instanceof Tried.Refused refused) {
            notStarted(refused.reason());
        } else if (tried instanceof Tried.Started started && isListenedTo(started.process())) {
            process = Optional.of(started.process());
            phase = closed ? DriverPhase.ENDING : DriverPhase.STARTING;
            leases.begin();
            will.begins();
            trouble = "driver " + name + " has not said hello";
            if (closed) {
                started.process().closeInput();
            } else {
                patience.begins(started.lock(), () -> lookForHello(started.process()));
            }
        }
    }

    /** It has to be killed where that does not succeed: nobody would know of its end. */
    private boolean isListenedTo(DriverProcess started) {
        try {
            started.begin(name, ear);
            return true;
        } catch (RuntimeException | Error e) {
            started.kill();
            notStarted("driver %s cannot be listened to: %s".formatted(name, e));
            return false;
        }
    }

    /** Whoever asks again has it looked for again. */
    private void notStarted(String reason) {
        log.error("driver {} is not started: {}", name, reason);
        trouble = reason;
        launch.failed();
        requests.failUnsent(reason);
        if (wanted) {
            start();
        }
    }

    private synchronized void lookForHello(DriverProcess started) {
        if (!isCurrent(started) || phase != DriverPhase.STARTING) {
            return;
        }
        if (!patience.goesOn(trouble, () -> lookForHello(started))) {
            trouble = patience.over();
            end(started);
        }
    }

    private boolean isCurrent(DriverProcess which) {
        return process.isPresent() && process.get() == which;
    }

    /** It gives everything back if it still reads, and is killed if it does not end. */
    private void end(DriverProcess which) {
        phase = DriverPhase.ENDING;
        will.ends();
        which.closeInput();
        timer.later(which::kill, DriverProcess.GRACE_MILLIS);
    }

    /** That process is no more. */
    synchronized void ended(DriverProcess which, int exitCode) {
        if (!isCurrent(which)) {
            return;
        }
        boolean asExpected = closed || (!wanted && isIdle());
        boolean wasReady = launch.ended();
        if (phase != DriverPhase.ENDING) {
            trouble = "driver %s has ended, with exit code %d".formatted(name, exitCode);
        }
        process = Optional.empty();
        phase = DriverPhase.GONE;
        will.ends();
        if (!asExpected) {
            log.error("{}; it was process {}", trouble, which.pid());
        }
        lost(trouble);
        if (!wasReady) {
            requests.failUnsent(trouble); // The next may never be either.
        }
        if (wanted || !isIdle()) {
            start();
        }
    }

    /** Each datum that it held is told after what fails. What hurries is asked of the next one. */
    private void lost(String reason) {
        requests.askAgain();
        requests.failSent(reason);
        held.allLost(reason);
    }

    private void hangs(String what) {
        trouble = "driver %s %s, and is ended".formatted(name, what);
        process.ifPresent(this::end);
        lost(trouble);
    }

    private void ask() {
        while (phase == DriverPhase.READY && requests.isAnyWaiting()) {
            ask(requests.next());
        }
    }

    private void ask(DriverRequest request) {
        if (request.leased().isPresent() && !will.isNodeUpToDate()) {
            // R17: meant for a process that is gone, perhaps in a life that is over.
            request.unleased("driver %s is another process by now".formatted(name));
        } else if (leases.allow(request, System.nanoTime())) {
            tell(requests.ask(request));
            limits.asked(request);
        } else {
            request.unleased("driver %s is not asked: %s".formatted(name, DriverLeases.NONE));
        }
    }

    private void tell(String line) {
        if (process.isPresent() && !process.get().tell(line)) {
            hangs("does not read what it is told");
        }
    }

    private DriverRequest askForClock() {
        DriverRequest request = DriverRequest.of("clock", this::clockTold);
        tell(requests.ask(request));
        return request;
    }

    /** Only then is it asked for more: the renewal of a lease comes before its alive. */
    private void clockTold(Said.Answer answer) {
        if (phase != DriverPhase.GREETED && phase != DriverPhase.READY) {
            return;
        }
        boolean told = answer.ok() && leases.clockTold(answer.rest(), System.nanoTime());
        if (!told) { // Without leases it would hold what it takes for ever.
            hangs("does not tell its clock: " + Said.shown(answer.rest()));
        } else if (phase == DriverPhase.GREETED) {
            phase = DriverPhase.READY;
            trouble = "";
            launch.ready();
            leases.all(System.nanoTime()).forEach(this::tell);
            will.ready();
            process.ifPresent(this::look);
            ask();
        }
    }

    // What it says.

    /** Whether that is understood. */
    synchronized boolean hears(DriverProcess from, Said said) {
        if (!isCurrent(from)) {
            return true;
        }
        boolean starting = phase == DriverPhase.STARTING;
        boolean understood = true;
        if (said instanceof Said.Answer answer) {
            understood = requests.answered(answer);
            if (phase == DriverPhase.READY) {
                endIfIdle();
            }
        } else if (said instanceof Said.Hello hello && starting) {
            hello(from, hello);
        } else if (said instanceof Said.Waiting former && starting) {
            trouble = patience.waitsFor(former.process());
        } else {
            understood = held.said(said);
        }
        return understood || phase == DriverPhase.ENDING;
    }

    /** It has lost its way. */
    synchronized void babbles(DriverProcess which, int linesInASecond) {
        if (isCurrent(which) && phase != DriverPhase.ENDING) {
            hangs(
                    "says more than %d lines a second that are not understood"
                            .formatted(linesInASecond));
        }
    }

    private void hello(DriverProcess from, Said.Hello hello) {
        if (hello.version() != VERSION) {
            trouble =
                    "driver %s speaks version %d of the protocol, and this flip version %d"
                            .formatted(name, hello.version(), VERSION);
            end(from);
            return;
        }
        log.info(
                "driver {}, process {}, is ready: {}", name, from.pid(), Said.shown(hello.words()));
        phase = DriverPhase.GREETED;
        will.hello(hello.words());
        prompts.await(askForClock(), this::hangs);
    }
}
