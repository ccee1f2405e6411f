package flip.agent;

import flip.agent.admin.AdminRefused;
import flip.agent.admin.AdminServer;
import flip.agent.config.AgreedCatalogReader;
import flip.agent.config.Guarantees;
import flip.agent.config.Problem;
import flip.agent.config.ScriptsDirs;
import flip.agent.config.Settings;
import flip.agent.config.Version;
import flip.agent.disk.DataDirRefused;
import flip.agent.disk.PromiseFile;
import flip.agent.dump.OwnFile;
import flip.agent.dump.Recording;
import flip.agent.net.Transport;
import flip.agent.process.Drivers;
import flip.agent.process.ResidentWatch;
import flip.agent.process.ScriptFolders;
import flip.agent.process.ScriptRunner;
import flip.membership.Promise;
import flip.membership.Wire;
import flip.systems.Ending;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process: puts the parts together, has one node run after the other, and ends. */
final class Agent {
    /** Left, as it was asked to. */
    static final int LEFT = 0;

    /** Could not start. */
    static final int CANNOT_START = 1;

    /** Another machine has this server's id. */
    static final int HALTED = 2;

    /** Was asked twice to leave, or could not within its time. */
    static final int LEFT_AT_ONCE = 3;

    /** An invariant is broken: EX_SOFTWARE of sysexits.h. */
    static final int BROKEN = 70;

    /** Enough for nearly all of it to be compiled: what is run forty times is. */
    private static final int REHEARSED_MOVES = 12;

    /** On a slow machine a few moves are rehearsed, rather than the processor kept busy. */
    private static final Duration LONGEST_REHEARSAL = Duration.ofSeconds(2);

    /** Scripts and drivers have to end meanwhile, each with its own limit. */
    private static final Duration LONGEST_END = Duration.ofSeconds(30);

    private static final String ANOTHER_CLUSTER = "this server begins anew in another cluster";
    private static final Logger log = LoggerFactory.getLogger(Agent.class);

    private final Settings settings;
    private final Departure departure;
    private final Reload reload;
    private final CatalogMemory catalogs;
    private final Counters counters = new Counters();
    private final Overview overview;
    private final Recording recording = new Recording();
    private final Breakage broken;
    private volatile Optional<AdminServer> admin = Optional.empty();

    Agent(Path config, Settings settings) {
        this.settings = settings;
        this.departure = new Departure(settings.self(), settings.catalog());
        this.reload = new Reload(config, settings);
        this.catalogs = new CatalogMemory(new AgreedCatalogReader(settings.self()));
        this.catalogs.remember(settings.catalog());
        List<String> warnings = settings.warnings().stream().map(Problem::line).toList();
        this.overview = new Overview(catalogs, settings.catalog(), counters, recording, warnings);
        this.broken =
                new Breakage(
                        settings.dataDir(),
                        this::dump,
                        () -> admin.map(AdminServer::socket),
                        () -> halt(BROKEN));
        departure.orElse(
                LONGEST_END,
                () -> {
                    log.error(
                            "not ended within {} s, as where a disk hangs: {}",
                            LONGEST_END.toSeconds(),
                            Departure.HELD);
                    halt(LEFT_AT_ONCE);
                });
        log.info(
                "flip {} is server {}, process {}",
                Version.ofJar(),
                settings.self(),
                ProcessHandle.current().pid());
        log.info("data_dir is {}", settings.dataDir());
        Guarantees.of(settings.catalog()).sentences().forEach(line -> log.info("{}", line));
        warnings.forEach(line -> log.warn("{}", line));
    }

    /** Runs until it ends, and returns what to exit with. */
    int run() {
        // All end before the file does: the drivers have their locks beside it, and while a script
        // runs nobody else may take this server's place, or give back what it is about to raise.
        try (PromiseFile file = PromiseFile.open(settings.dataDir());
                Drivers drivers =
                        new Drivers(scriptFolders(), settings.dataDir(), Drivers.HELLO_LIMIT);
                ResidentWatch watch = new ResidentWatch(scriptFolders(), settings.dataDir());
                ScriptRunner runner = new ScriptRunner(scriptFolders())) {
            CompletableFuture<?> warm = CompletableFuture.supplyAsync(runner::warmUp);
            EventLoopGroup group = Transport.preferred().eventLoop(task -> thread(task));
            Scripts scripts = new Scripts(runner, settings.dataDir());
            Hands hands =
                    new Hands(
                            catalogs,
                            scripts,
                            drivers,
                            watch,
                            counters,
                            recording,
                            broken,
                            departure::uses);
            warm.join();
            try {
                return live(file, group, hands);
            } finally {
                admin.ifPresent(AdminServer::close);
            }
        } catch (StartRefused | DataDirRefused | AdminRefused e) {
            log.error("{}", e.getMessage());
            return CANNOT_START;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return LEFT_AT_ONCE;
        } finally {
            departure.over();
        }
    }

    private ScriptFolders scriptFolders() {
        ScriptsDirs dirs = settings.scriptsDirs();
        return new ScriptFolders(dirs.folders(), dirs::trusts);
    }

    private int live(PromiseFile file, EventLoopGroup group, Hands hands)
            throws StartRefused, DataDirRefused, AdminRefused, InterruptedException {
        AgentClock clock = new AgentClock();
        boolean rehearsed = false;
        while (true) {
            Optional<Promise> begun = Optional.empty();
            try (RunningNode running =
                    RunningNode.begin(settings, catalogs, file, group, clock, hands)) {
                overview.of(running, hands.drivers()::states);
                reload.of(running);
                departure.of(running::tell, running::isAnythingHeld);
                if (admin.isEmpty()) {
                    admin = Optional.of(AdminServer.bind(adminSockets(), overview));
                }
                log.info("ready; `flip status -s {}`", admin.get().socket());
                if (!rehearsed) {
                    rehearsed = true;
                    rehearse();
                }
                Optional<Ending> ending = endingOf(running);
                if (ending.isEmpty()) {
                    return LEFT_AT_ONCE;
                }
                if (ending.get() instanceof Ending.Left) {
                    log.info("left: nothing is held here any more");
                    return LEFT;
                }
                if (ending.get() instanceof Ending.Halted halted) {
                    log.error("halted: {}; give each machine an id of its own", halted.reason());
                    return HALTED;
                }
                if (ending.get() instanceof Ending.StartAnew anew) {
                    begun = anew.with();
                }
                if (!running.isDiskDone()) {
                    // A write under way would end up in what the next one remembers.
                    log.error("the disk does not answer: this process ends, to begin anew later");
                    return CANNOT_START;
                }
            }
            // It left its lineage: what it remembered is of no use in the other.
            if (begun.isEmpty()) {
                file.setAside(ANOTHER_CLUSTER);
            } else {
                file.replace(Wire.encodePromise(begun.get()), ANOTHER_CLUSTER);
            }
        }
    }

    /** Beside the node, which answers pings meanwhile; nobody waits for the end of it. */
    private static void rehearse() {
        long start = System.nanoTime();
        BooleanSupplier over = () -> System.nanoTime() - start > LONGEST_REHEARSAL.toNanos();
        Thread thread =
                new Thread(
                        () -> {
                            int moves = Rehearsal.play(REHEARSED_MOVES, over);
                            Duration took = Duration.ofNanos(System.nanoTime() - start);
                            log.debug("rehearsed {} moves in {} ms", moves, took.toMillis());
                        },
                        "flip-rehearsal");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(
                (where, cause) ->
                        log.warn(
                                "cannot rehearse a take-over, so that the first takes longer",
                                cause));
        thread.start();
    }

    /** Empty when it has to go without one. */
    private Optional<Ending> endingOf(RunningNode running) throws InterruptedException {
        try {
            CompletableFuture.anyOf(running.ending(), departure.atOnce()).get();
            return Optional.ofNullable(running.ending().getNow(null));
        } catch (ExecutionException e) {
            throw new AssertionError("nobody fails these", e);
        }
    }

    /** Hands everything over and leaves; asked again, leaves at once. On any thread. */
    void leave() {
        departure.asked();
    }

    /** Reads the file again. On any thread. */
    void reload() {
        reload.run();
    }

    /** The configured one, or else one beside the promise: that folder is ours. */
    private List<Path> adminSockets() {
        return List.copyOf(
                new LinkedHashSet<>(
                        List.of(
                                settings.adminSocket(),
                                settings.dataDir().resolve("flip.sock").toAbsolutePath())));
    }

    private void dump(Path file, String cause) throws IOException {
        try (OutputStream out = OwnFile.create(file)) {
            recording.write(out, Version.ofJar(), cause);
        }
    }

    /** With the last lines of the log. */
    private static void halt(int code) {
        System.out.close();
        Runtime.getRuntime().halt(code);
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "flip-node");
        thread.setUncaughtExceptionHandler((where, cause) -> broken.accept(cause));
        return thread;
    }
}
