package flip.agent;

import flip.membership.ServerId;
import flip.systems.Catalog;
import flip.systems.Event;
import flip.systems.SystemSpec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How this server leaves when it is asked to, and when it has to go all the same. */
final class Departure {
    /** Beside what the scripts may take: rounds of agreement, and a slow disk. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    /** Between the TERM and the KILL of a script that does not end, and a little more. */
    private static final Duration ENDING = Duration.ofSeconds(3);

    /** One wish may come as two signals, such as to a process and to its group. */
    private static final Duration SAME_WISH = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(Departure.class);

    /** The node has nothing to do that takes longer, unless it hangs. */
    private static final Duration ANSWER = Duration.ofSeconds(1);

    static final String HELD = "what may still be held here stays as it is; run `flip release`";

    private final ServerId self;
    private final LongSupplier nanoTime;
    private final CompletableFuture<Boolean> atOnce = new CompletableFuture<>();

    /** Made beforehand: when it is asked for, the jar may have been overwritten. */
    private final Event leave = new Event.Leave();

    /** With its thread: by then there may be none to be had. */
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, Departure::daemon);

    private Consumer<Event> node = event -> {};
    private Supplier<CompletableFuture<Boolean>> anythingHeld =
            () -> CompletableFuture.completedFuture(true);
    private Duration limit;
    private boolean asked;
    private long askedAt;

    Departure(ServerId self, Catalog file) {
        this(self, SLACK.plus(longestRelease(self, file)), System::nanoTime);
    }

    Departure(ServerId self, Duration limit, LongSupplier nanoTime) {
        this.self = self;
        this.limit = limit;
        this.nanoTime = nanoTime;
        timer.prestartAllCoreThreads();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "flip-departure");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Something may be held here by that catalog. The limit is known beforehand, for the same
     * reason, and never gets less: what an older catalog has raised may still be here.
     */
    synchronized void uses(Catalog catalog) {
        Duration needed = SLACK.plus(longestRelease(self, catalog));
        if (!asked && needed.compareTo(limit) > 0) {
            limit = needed;
        }
    }

    synchronized Duration limit() {
        return limit;
    }

    /** Completed when there is no more time. */
    CompletableFuture<Boolean> atOnce() {
        return atOnce;
    }

    /**
     * Whoever then does not even end, as where a disk hangs at the start, is ended so much later.
     */
    void orElse(Duration longest, Runnable halt) {
        CompletableFuture<Void> unused = atOnce.thenAccept(yes -> after(longest.toMillis(), halt));
    }

    private void after(long millis, Runnable task) {
        try {
            Future<?> unused = timer.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("it has left already", e);
        }
    }

    /** It has left: nothing is due any more. */
    void over() {
        timer.shutdownNow();
    }

    /**
     * From now on it is about another node.
     *
     * @param present hears what is told here
     * @param isAnythingHeld asks it whether anything is held, or may be
     */
    synchronized void of(
            Consumer<Event> present, Supplier<CompletableFuture<Boolean>> isAnythingHeld) {
        node = present;
        anythingHeld = isAnythingHeld;
        if (asked) {
            tell();
        }
    }

    /** Once: hand everything over, and leave; twice: leave. */
    synchronized void asked() {
        if (asked) {
            askedAgain();
            return;
        }
        asked = true;
        askedAt = nanoTime.getAsLong();
        // First of all: whatever goes wrong from here on, the process ends.
        after(limit.toMillis(), this::tooLate);
        tell();
    }

    private void askedAgain() {
        if (nanoTime.getAsLong() - askedAt >= SAME_WISH.toNanos()) {
            atOnce.complete(true);
            log.warn("asked again to leave: what is still held here stays as it is");
        }
    }

    private void tell() {
        try {
            log.info("asked to leave: everything is handed over, within {} s", limit.toSeconds());
            node.accept(leave);
        } catch (RuntimeException | Error e) {
            atOnce.complete(true);
            log.error("cannot hand anything over: {}; run `flip release`", e.toString(), e);
        }
    }

    private void tooLate() {
        try {
            String remainder = remainder();
            if (!atOnce.isDone()) {
                log.error("not left within {} s: {}", limit().toSeconds(), remainder);
            }
        } finally {
            atOnce.complete(true);
        }
    }

    /** What is left behind here by who goes now. */
    String remainder() {
        try {
            return ask().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                    ? HELD
                    : "nothing is held here any more, but the quorum did not agree to it: the"
                            + " others take over when this server's lease has ended";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HELD;
        } catch (ExecutionException | TimeoutException | RuntimeException | Error e) {
            return HELD + " (the node does not say what it holds: " + e + ")";
        }
    }

    private synchronized CompletableFuture<Boolean> ask() {
        return anythingHeld.get();
    }

    /** How long the down scripts of all that this server may hold may take, a few at a time. */
    static Duration longestRelease(ServerId self, Catalog catalog) {
        Duration longest = Duration.ZERO;
        for (SystemSpec system : catalog.systems().values()) {
            if (!system.servers().contains(self)) {
                continue;
            }
            int data = system.lots().stream().mapToInt(lot -> lot.data().size()).sum();
            int turns = (data + system.parallel() - 1) / system.parallel();
            longest = longest.plus(system.timeout().plus(ENDING).multipliedBy(turns));
        }
        return longest;
    }
}
