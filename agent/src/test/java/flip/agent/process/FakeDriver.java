package flip.agent.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.ImmutableSortedMap;
import flip.systems.Outcome;
import flip.systems.Run;
import flip.systems.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A driver in shell that writes down what it hears, in a folder of its own. */
public final class FakeDriver implements AutoCloseable {
    public static final String NAME = "fake";

    /** What it does about a request is in the datum. */
    private static final String SCRIPT =
            """
            #!/bin/sh
            here=${0%/*}
            echo "$1" >>"$here/locks"
            echo $$ >>"$here/pids"
            [ ! -e "$here/mute" ] || read -r line
            [ ! -e "$here/broken" ] || exit 3
            [ ! -e "$here/waits" ] || for i in $(seq 40); do echo waiting 4711; sleep 0.1; done
            [ ! -e "$here/waited" ] || { echo waiting 4711; read -r line; }
            echo "hello $(cat "$here/version" 2>/dev/null || echo 1) kernel_lease=none$(sed 's/^/ /' "$here/words" 2>/dev/null)"
            while read -r id verb system datum config; do
                echo "$id $verb $system $datum $config" >>"$here/heard"
                case "$verb $datum" in
                clock*) [ ! -e "$here/noclock" ] || { echo "$id failed what clock"; continue; }
                    read -r up idle </proc/uptime; echo "$id ok ${up%.*}${up#*.}0" ;;
                'alive hangs') while :; do sleep 1; done ;;
                'alive held') while [ ! -e "$here/go" ]; do sleep 0.02; done; echo "$id ok" ;;
                'alive naps') sleep 6; echo "$id ok" ;;
                'alive dies') exit 3 ;;
                'down sticks') [ -e "$here/stuck" ] || { : >"$here/stuck"; while :; do sleep 1; done; }; echo "$id ok" ;;
                'alive silent') ;;
                *unleased) echo "$id unleased it is over" ;;
                *fails) echo "$id failed no such interface" ;;
                'alive removed') echo "$id ok"; echo "lost $system $datum" ;;
                'alive late') echo "$id ok"; echo "released $system" ;;
                'alive stuck') echo "$id ok"; echo "unreleased $system $datum it is busy" ;;
                'alive floods') echo "$id ok"; yes 'what is this' ;;
                'alive greets') echo "$id ok"; yes "$(printf 'hello 1\\nwaiting 7')" ;;
                'alive odd') printf '%s failed no\\r\\302\\205such\\r\\n' "$id" ;;
                'alive babbles') echo 'what is this'; echo "$id ok" ;;
                will*) [ -e "$here/unwilling" ] || echo "$id ok" ;;
                nowill*) [ -e "$here/stubborn" ] || echo "$id ok" ;;
                alive*|down*) echo "$id ok" ;;
                esac
            done
            [ ! -e "$here/slow" ] || sleep 3
            echo end >>"$here/heard"
            """;

    public static final Duration PATIENCE = Duration.ofSeconds(20);

    final Path folder;
    public final Drivers drivers;
    final Queue<String> lost = new ConcurrentLinkedQueue<>();
    private final AtomicLong ids = new AtomicLong();

    public FakeDriver(Path folder, Duration helloLimit) throws IOException {
        this.folder = folder;
        Path script = Files.writeString(folder.resolve(NAME), SCRIPT);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        drivers =
                new Drivers(
                        new ScriptFolders(List.of(folder)),
                        Files.createDirectories(folder.resolve("data")),
                        helloLimit);
    }

    FakeDriver with(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
        return this;
    }

    /** What is held up goes on. */
    void goesOn() {
        try {
            with("go", "");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A run by it. */
    public Run asked(Run.Verb verb, String system, String datum, Duration limit) {
        return asked(verb, system, datum, limit, limit);
    }

    /** A run by it, of which one that does not answer soon is replaced. */
    Run asked(Run.Verb verb, String system, String datum, Duration limit, Duration answerLimit) {
        return new Run(
                ids.incrementAndGet(),
                system,
                datum,
                verb,
                new Tool.Driver(NAME),
                "{\"a\":1}",
                ImmutableSortedMap.of(),
                limit,
                answerLimit);
    }

    /** Nothing is taken without one. */
    void lease(String system, Duration length) {
        drivers.renew(NAME, system, System.nanoTime() + length.toNanos());
    }

    CompletableFuture<Outcome> start(Run run) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        drivers.run(
                run,
                outcome::complete,
                reason -> lost.add(run.system() + " " + run.datum() + ": " + reason));
        return outcome;
    }

    Outcome alive(String system, String datum) {
        return ended(start(asked(Run.Verb.ALIVE, system, datum, PATIENCE)));
    }

    Outcome down(String system, String datum) {
        return ended(start(asked(Run.Verb.DOWN, system, datum, PATIENCE)));
    }

    static Outcome ended(CompletableFuture<Outcome> outcome) {
        return outcome.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** The lines that it heard, without numbers; the question for its clock only once. */
    public List<String> heard() {
        Set<String> clock = new HashSet<>();
        return lines("heard").stream()
                .map(line -> line.replaceFirst("^\\d+ ", "").strip())
                .filter(line -> !line.equals("clock") || clock.add(line))
                .toList();
    }

    List<Long> pids() {
        return lines("pids").stream().map(Long::valueOf).toList();
    }

    /** Of each start. */
    List<String> locks() {
        return lines("locks");
    }

    public void awaitHeard(String line) {
        await(line).atMost(PATIENCE).until(() -> heard().contains(line));
    }

    private List<String> lines(String file) {
        try {
            Path path = folder.resolve(file);
            return Files.exists(path) ? Files.readAllLines(path, UTF_8) : List.of();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        drivers.close();
    }
}
