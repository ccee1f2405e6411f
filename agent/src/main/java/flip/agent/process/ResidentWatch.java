package flip.agent.process;

import flip.agent.process.ScriptFolders.Found;
import flip.systems.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch on the addresses that are held here: a resident program that says when another host has
 * one of them too, or when one is gone, and that announces them again (docs/watch.md). Without it
 * all goes on, and nobody notices such a host. Whoever speaks to it never waits for it.
 */
public final class ResidentWatch implements AutoCloseable {
    /** Looked up like a script. */
    static final String NAME = "ip_watch";

    private static final long HELLO_LIMIT_MILLIS = 5000;
    private static final Duration FINE = Duration.ofSeconds(10);

    /** From one look whether it has said anything to the next. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    /**
     * In vain, before it is taken for one that hangs. Not the time counts: when this process stood
     * still itself, that is one look.
     */
    private static final int LOOKS = 5;

    /** To it, and from it, so that it says something. */
    private static final String ECHO = "echo";

    private static final Pattern RIVAL = Pattern.compile("rival (\\S+) (\\S+) ([0-9a-f:]{17})");
    private static final Pattern GONE = Pattern.compile("gone (\\S+) (\\S+)");
    private static final Pattern DEAF = Pattern.compile("deaf (\\S+)(?: (.*))?");
    private static final Pattern HEARS = Pattern.compile("hears (\\S+)");
    private static final Pattern HELLO = Pattern.compile("hello 1(?: .*)?");

    private static final Logger log = LoggerFactory.getLogger("flip.watch");

    private final ScriptFolders folders;
    private final Path folder;
    private final ThreadFactory threads;
    private final Duration look;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Consumer<Event> node = event -> log.debug("nobody is told of {}", event);

    // What follows is guarded by this.

    /** What it is to watch, by system and datum: the line that says so. */
    private final Map<String, String> watched = new TreeMap<>();

    private Optional<DriverProcess> process = Optional.empty();
    private boolean ready;
    private boolean wanted;

    /** Whether it has said anything since the last look. */
    private boolean heard;

    /** Whether a thread sees to it that it runs. */
    private boolean kept;

    /** When it may announce no more, on {@link System#nanoTime}; empty before that is known. */
    private Optional<Long> leaveUntilNanos = Optional.empty();

    /** Why it does not run; told once. */
    private String trouble = "";

    private boolean told;

    /**
     * It does not run yet.
     *
     * @param folders in which it is looked up
     * @param folder in which it runs
     */
    public ResidentWatch(ScriptFolders folders, Path folder) {
        this(folders, folder, task -> new Thread(task, "flip-watch"), LOOK);
    }

    ResidentWatch(ScriptFolders folders, Path folder, ThreadFactory threads, Duration look) {
        this.folders = folders;
        this.folder = folder.toAbsolutePath();
        this.threads = threads;
        this.look = look;
    }

    /** Who is told of rivals, and of what is gone, from now on; must not block. */
    public void tells(Consumer<Event> listener) {
        node = listener;
    }

    /** Whether it is to run. */
    public synchronized void want(boolean it) {
        wanted = it && closing.getCount() > 0;
        if (!wanted) {
            process.ifPresent(DriverProcess::closeInput);
        }
        seeToIt();
    }

    /** Whoever renews comes back soon, should there be no thread to be had now. */
    private void seeToIt() {
        if (!wanted || kept) {
            return;
        }
        try {
            Thread thread = threads.newThread(this::keep);
            thread.setDaemon(true);
            thread.start();
            kept = true;
        } catch (OutOfMemoryError e) {
            trouble = StartProblem.withoutThread(NAME);
            tellOnce();
        }
    }

    /** That datum is held here; its config says on which interface. */
    public synchronized void watch(String system, String datum, String configJson) {
        String name = name(system, datum);
        String line = "watch " + name + " " + configJson;
        watched.put(name, line);
        tell(line);
    }

    /** It is held no more. */
    public synchronized void unwatch(String system, String datum) {
        String name = name(system, datum);
        if (watched.remove(name) != null) {
            tell("unwatch " + name);
        }
    }

    /** Announces one, at once. */
    public synchronized void defend(String system, String datum) {
        tell("defend " + name(system, datum));
    }

    /** Announces all, one after the other. */
    public synchronized void announceAll() {
        tell("announce");
    }

    /** It may announce for so long: no longer than this server surely has its data to itself. */
    public synchronized void renew(Duration leave) {
        leaveUntilNanos = Optional.of(System.nanoTime() + leave.toNanos());
        tell(renewal(leave));
        seeToIt();
    }

    private static String renewal(Duration leave) {
        return "renew " + leave.toMillis();
    }

    private static String name(String system, String datum) {
        return Said.encoded(system) + " " + Said.encoded(datum);
    }

    private void tell(String line) {
        if (ready && process.isPresent() && !process.get().tell(line)) {
            trouble = "it does not read what it is told";
            process.get().kill();
        }
    }

    /** Why it does not run although it should; empty when it does. */
    public synchronized Optional<String> trouble() {
        return told ? Optional.of(sentence()) : Optional.empty();
    }

    private String sentence() {
        return "nobody here notices when another host claims an address: " + trouble;
    }

    // How it is kept running, on a thread of its own.

    private void keep() {
        RestartPause pause = new RestartPause();
        try {
            while (isKept()) {
                long begun = System.nanoTime();
                try {
                    runOnce();
                } catch (RuntimeException | Error e) {
                    // Such as one of its threads that is not to be had.
                    failedOddly(e);
                }
                if (Duration.ofNanos(System.nanoTime() - begun).compareTo(FINE) > 0) {
                    pause.none();
                } else {
                    pause.failed();
                }
                if (ended() && closing.await(pause.millis(false), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOnce() throws InterruptedException {
        Optional<DriverProcess> started = start();
        if (started.isPresent()) {
            awaitEnd(started.get());
        }
    }

    /** Nobody listens to it, or not to all that it says. */
    private synchronized void failedOddly(Throwable fault) {
        trouble = "it cannot be run: " + fault;
        log.debug("{} cannot be run", NAME, fault);
        process.ifPresent(DriverProcess::kill);
    }

    private synchronized boolean isKept() {
        kept = wanted;
        return kept;
    }

    private Optional<DriverProcess> start() {
        Found found = folders.find(NAME);
        if (found instanceof Found.Nothing nothing) {
            failed(nothing.reason());
            return Optional.empty();
        }
        Path file = ((Found.Script) found).file();
        try {
            DriverProcess started = DriverProcess.start(file, folder);
            began(started);
            started.begin(NAME, new Ear());
            return Optional.of(started);
        } catch (IOException e) {
            failed(StartProblem.sentence(file, folder, e));
            return Optional.empty();
        }
    }

    private synchronized void failed(String reason) {
        trouble = reason;
    }

    private synchronized void began(DriverProcess started) {
        process = Optional.of(started);
        trouble = "it has not said hello";
        if (!wanted) {
            started.closeInput();
        }
    }

    private void awaitEnd(DriverProcess started) throws InterruptedException {
        if (!started.awaitEnd(HELLO_LIMIT_MILLIS) && !isReady()) {
            started.kill();
        }
        int misses = 0;
        while (!started.awaitEnd(look.toMillis())) {
            misses = isHeard() ? 0 : misses + 1;
            if (misses >= LOOKS) {
                failed("it does not answer");
                started.kill();
            }
        }
    }

    /** Since this was asked last; it is to say something before it is again. */
    private synchronized boolean isHeard() {
        boolean was = heard;
        heard = false;
        tell(ECHO);
        return was;
    }

    private synchronized void heard() {
        heard = true;
    }

    private synchronized boolean isReady() {
        return ready;
    }

    /** It runs no more; whether it should. */
    private synchronized boolean ended() {
        process = Optional.empty();
        ready = false;
        if (wanted) {
            tellOnce();
        }
        return wanted;
    }

    private void tellOnce() {
        if (!told) {
            told = true;
            log.warn("{}", sentence());
        }
    }

    private synchronized void hello() {
        if (process.isEmpty()) {
            return;
        }
        ready = true;
        if (told) {
            log.info("it is noticed again when another host claims an address");
        }
        told = false;
        trouble = "it has ended";
        leaveUntilNanos
                .map(until -> Duration.ofNanos(until - System.nanoTime()))
                .filter(leave -> !leave.isNegative())
                .ifPresent(leave -> tell(renewal(leave)));
        watched.values().forEach(this::tell);
    }

    /** Unless it is being given back by now. */
    private void gone(String system, String datum) {
        if (isWatched(system, datum)) {
            node.accept(new Event.Lost(system, datum, "somebody else removed it"));
        }
    }

    private synchronized boolean isWatched(String system, String datum) {
        return watched.containsKey(name(system, datum));
    }

    /** What it says, on threads of its process. */
    private final class Ear implements DriverProcess.Listener {
        private final DriverLog words = new DriverLog(NAME);

        @Override
        public void said(DriverProcess from, String line) {
            heard();
            Matcher rival = RIVAL.matcher(line);
            Matcher gone = GONE.matcher(line);
            Matcher deaf = DEAF.matcher(line);
            Matcher hears = HEARS.matcher(line);
            if (rival.matches()) {
                node.accept(
                        new Event.Contested(
                                Said.decoded(rival.group(1)),
                                Said.decoded(rival.group(2)),
                                rival.group(3)));
            } else if (gone.matches()) {
                gone(Said.decoded(gone.group(1)), Said.decoded(gone.group(2)));
            } else if (HELLO.matcher(line).matches()) {
                hello();
            } else if (line.equals(ECHO)) {
                log.trace("{} answers", NAME);
            } else if (deaf.matches()) {
                log.warn(
                        "nobody here notices when another host claims an address of {}: {}",
                        Said.shown(deaf.group(1)),
                        Said.shown(String.valueOf(deaf.group(2))));
            } else if (hears.matches()) {
                log.info(
                        "it is noticed again when another host claims an address of {}",
                        Said.shown(hears.group(1)));
            } else {
                words.strange(line);
            }
        }

        /** Before it is ready, that is why it does not run. */
        @Override
        public void complained(String line) {
            if (isReady()) {
                words.complained(line);
            } else {
                failed(OutputLines.printable(line));
            }
        }

        @Override
        public void ended(DriverProcess which, int exitCode) {
            log.debug("{} has ended, with exit code {}", NAME, exitCode);
        }
    }

    /** It ends. */
    @Override
    public void close() {
        closing.countDown();
        want(false);
    }
}
