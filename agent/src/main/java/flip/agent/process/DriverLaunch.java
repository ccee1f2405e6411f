package flip.agent.process;

import flip.agent.process.DriverStarter.Tried;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * When one driver is started: at once, or after a pause, by what became of its processes before. It
 * asks disks, so each start has a thread of its own. What is not private is guarded by the driver
 * that it is for.
 */
final class DriverLaunch {
    private enum State {
        NONE,
        /** A timer runs. */
        DUE,
        TRYING
    }

    private final String name;
    private final Supplier<Tried> starter;
    private final DriverTimer timer;
    private final RestartPause pause = new RestartPause();
    private final BooleanSupplier begins;
    private final Consumer<Tried> tried;
    private State state = State.NONE;
    private Future<?> due = CompletableFuture.completedFuture(null);
    private long dueNanos;

    /** When the process that runs was ready. */
    private Optional<Long> readyAtNanos = Optional.empty();

    /** Whether it was killed because what it holds has to be lowered now. */
    private boolean urgent;

    /**
     * Nothing is started yet.
     *
     * @param begins calls {@link #begins}, guarded, and returns what that says
     * @param tried told what became of it; calls {@link #tried}, guarded
     */
    DriverLaunch(
            String name,
            Supplier<Tried> starter,
            DriverTimer timer,
            BooleanSupplier begins,
            Consumer<Tried> tried) {
        this.name = name;
        this.starter = starter;
        this.timer = timer;
        this.begins = begins;
        this.tried = tried;
    }

    /** It will be started, sooner than was meant before where that is due now. */
    void soon(boolean urgent) {
        long millis = pause.millis(urgent);
        long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        if (state == State.TRYING || (state == State.DUE && dueNanos - at <= 0)) {
            return;
        }
        due.cancel(false);
        state = State.DUE;
        dueNanos = at;
        due = timer.limit(this::start, millis);
    }

    /** The time has come. Says whether it is started now. */
    boolean begins(boolean needed) {
        if (state != State.DUE) {
            return false; // By a timer that was to be cancelled.
        }
        due.cancel(false);
        state = needed ? State.TRYING : State.NONE;
        return needed;
    }

    /** It was tried. */
    void tried() {
        state = State.NONE;
    }

    /** There is no process. */
    void failed() {
        pause.failed();
    }

    /** The process that was started may be asked. */
    void ready() {
        readyAtNanos = Optional.of(System.nanoTime());
    }

    /** It is killed, and the next one is needed now. */
    void urgent() {
        urgent = true;
    }

    /**
     * It is no more.
     *
     * @return whether it was ever ready
     */
    boolean ended() {
        boolean wasReady = readyAtNanos.isPresent();
        readyAtNanos.ifPresentOrElse(
                at -> pause.ended(Duration.ofNanos(System.nanoTime() - at)), pause::failed);
        if (urgent) {
            pause.none();
        }
        readyAtNanos = Optional.empty();
        urgent = false;
        return wasReady;
    }

    private void start() {
        if (!begins.getAsBoolean()) {
            return;
        }
        try {
            Thread thread = new Thread(() -> tried.accept(attempt()), "flip-driver-start-" + name);
            thread.setDaemon(true);
            thread.start();
        } catch (RuntimeException | Error e) { // No thread is to be had.
            tried.accept(refused(e));
        }
    }

    private Tried attempt() {
        try {
            return starter.get();
        } catch (RuntimeException | Error e) { // It is tried again, as after any failure.
            return refused(e);
        }
    }

    private Tried refused(Throwable mistake) {
        return new Tried.Refused("driver %s could not be started: %s".formatted(name, mistake));
    }
}
