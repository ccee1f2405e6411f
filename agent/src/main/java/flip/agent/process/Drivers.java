package flip.agent.process;

import flip.systems.Event;
import flip.systems.Outcome;
import flip.systems.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The resident drivers of one agent, by name. */
public final class Drivers implements AutoCloseable {
    /** From a driver's start to its hello. */
    public static final Duration HELLO_LIMIT = Duration.ofSeconds(5);

    /** To give everything back, when the agent ends and did not have it lowered before. */
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger("flip.drivers");

    private final ScriptFolders folders;
    private final Path dataDir;
    private final Duration helloLimit;
    private final DriverTimer timer = new DriverTimer();

    // What follows is guarded by this.
    private final Map<String, ResidentDriver> drivers = new TreeMap<>();

    /** Empty until somebody says which are to run. */
    private Optional<Wish> wish = Optional.empty();

    private Consumer<Event> node = event -> {};

    private record Wish(Set<String> names, Duration answerLimit) {
        void tell(String name, ResidentDriver driver) {
            driver.want(names.contains(name), answerLimit);
        }
    }

    /**
     * None runs yet.
     *
     * @param folders in which they are looked up, like scripts
     * @param dataDir where the lock of each is
     */
    public Drivers(ScriptFolders folders, Path dataDir, Duration helloLimit) {
        this.folders = folders;
        this.dataDir = dataDir;
        this.helloLimit = helloLimit;
    }

    /**
     * These are to run from now on; the others are to end as soon as they hold nothing.
     *
     * @param answerLimit after which one that is ready and does not answer hangs
     */
    public synchronized void use(Set<String> names, Duration answerLimit) {
        Wish next = new Wish(Set.copyOf(names), answerLimit);
        wish = Optional.of(next);
        names.forEach(this::named);
        drivers.forEach(next::tell);
    }

    /**
     * Asks the driver that the run names, as soon as that is ready.
     *
     * @param ended told once how it ended; must not block
     * @param lost told, after an alive succeeded and if so once, why the datum may not be here any
     *     more; must not block
     */
    public synchronized void run(Run run, Consumer<Outcome> ended, Consumer<String> lost) {
        named(run.script()).run(run, ended, lost);
    }

    /** Ends a run early, after that grace; false if there is none such, or no more. */
    public synchronized boolean cancel(long run, Duration grace) {
        return drivers.values().stream().anyMatch(driver -> driver.cancel(run, grace));
    }

    /**
     * A down that was asked for without hurry is to be answered within that limit; else the driver
     * is replaced, and the next one asked. One that is over already has been told.
     */
    public synchronized void hurry(long run, Duration limit) {
        drivers.values().forEach(driver -> driver.hurry(run, limit));
    }

    /** A system's lease in a driver ends when {@link System#nanoTime} is that. */
    public synchronized void renew(String driver, String system, long untilNanos) {
        named(driver).renew(system, untilNanos);
    }

    /** All, by name, as their operator sees them. */
    public synchronized Map<String, DriverState> states() {
        Map<String, DriverState> states = new TreeMap<>();
        drivers.forEach((name, driver) -> states.put(name, driver.state()));
        return states;
    }

    /** That node is told from now on which are ready to say a last will, and which are gone. */
    public synchronized void tell(Consumer<Event> told) {
        node = told;
        drivers.values().forEach(driver -> driver.about(will -> will.node(told)));
    }

    /** The node has taken in that a process of that driver is gone. */
    public synchronized void endTakenIn(String driver) {
        named(driver).about(DriverWill::endTakenIn);
    }

    /**
     * Hands a last will to the process that the node takes for ready.
     *
     * @param receivers ADDRESS PORT HEX for each
     */
    public synchronized void handOver(String driver, String receivers) {
        named(driver).about(will -> will.handOver(receivers));
    }

    /** Asks for the last will; {@link Event.WillTakenBack} or {@link Event.DriverEnded} follows. */
    public synchronized void takeBack(String driver) {
        named(driver).about(DriverWill::takeBack);
    }

    /** Closes the input of all, and waits a little until they have given everything back. */
    @Override
    public void close() {
        List<DriverProcess> ending = new ArrayList<>();
        synchronized (this) {
            drivers.values().forEach(driver -> driver.close().ifPresent(ending::add));
        }
        long end = System.nanoTime() + END_LIMIT.toNanos();
        try {
            for (DriverProcess each : ending) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (!each.awaitEnd(Math.max(0, left))) {
                    log.warn(
                            "driver process {} still gives back what it held; it ends by itself",
                            each.pid());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        timer.end();
    }

    private ResidentDriver named(String name) {
        return drivers.computeIfAbsent(name, this::made);
    }

    private ResidentDriver made(String name) {
        ResidentDriver made =
                new ResidentDriver(
                        name, new DriverStarter(name, folders, dataDir)::start, helloLimit, timer);
        made.about(will -> will.node(node));
        wish.ifPresent(it -> it.tell(name, made));
        return made;
    }
}
