package flip.agent;

import flip.systems.Catalog;
import flip.systems.Event;
import flip.systems.SystemSpec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
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

    private final Duration limit;
    private final LongSupplier nanoTime;
    private final CompletableFuture<Boolean> atOnce = new CompletableFuture<>();

    /** Made beforehand: when it is asked for, the jar may have been overwritten. */
    private final Event leave = new Event.Leave();

    private Consumer<Event> life = event -> {};
    private boolean asked;
    private long askedAt;

    Departure(Catalog catalog) {
        this(SLACK.plus(longestRelease(catalog)), System::nanoTime);
    }

    Departure(Duration limit, LongSupplier nanoTime) {
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    /** Completed when there is no more time. */
    CompletableFuture<Boolean> atOnce() {
        return atOnce;
    }

    /** From now on it is about the life that hears what is told here. */
    synchronized void of(Consumer<Event> present) {
        life = present;
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
        CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::tooLate);
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
            life.accept(leave);
        } catch (RuntimeException | Error e) {
            atOnce.complete(true);
            log.error("cannot hand anything over: {}; run `flip release`", e.toString(), e);
        }
    }

    private void tooLate() {
        if (atOnce.complete(true)) {
            log.error(
                    "not left within {} s: what may still be held here stays as it is;"
                            + " run `flip release`",
                    limit.toSeconds());
        }
    }

    /** How long the down scripts of everything may take, a few at a time. */
    static Duration longestRelease(Catalog catalog) {
        Duration longest = Duration.ZERO;
        for (SystemSpec system : catalog.systems().values()) {
            int data = system.lots().stream().mapToInt(lot -> lot.data().size()).sum();
            int turns = (data + system.parallel() - 1) / system.parallel();
            longest = longest.plus(system.timeout().plus(ENDING).multipliedBy(turns));
        }
        return longest;
    }
}
