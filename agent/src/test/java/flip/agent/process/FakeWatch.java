package flip.agent.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import flip.systems.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** A watch on addresses in shell that writes down what it hears, in a folder of its own. */
public final class FakeWatch implements AutoCloseable {
    /** What it says is in the datum. */
    private static final String SCRIPT =
            """
            #!/bin/sh
            here=${0%/*}
            echo $$ >>"$here/pids"
            [ ! -e "$here/broken" ] || { echo 'ip_watch: needs what is not here' >&2; exit 1; }
            echo "hello $(cat "$here/version" 2>/dev/null || echo 1)"
            while read -r verb system datum config; do
                case $verb in echo) echo >>"$here/echoes"; [ -e "$here/mute" ] || echo echo; continue ;; esac
                echo "$verb $system $datum $config" >>"$here/heard"
                case "$verb $datum" in
                'watch 10.0.0.7') echo "rival $system $datum 02:00:00:00:00:07" ;;
                'watch 10.0.0.8') echo 'deaf eth0 packet socket: Operation not permitted'
                    echo 'hears eth0'; echo 'what is this'; echo "rival $system $datum nobody" ;;
                'watch 10.0.0.6') echo "gone $system 10.0.0.5"; echo "gone $system $datum" ;;
                'watch 10.0.0.9') exit 3 ;;
                esac
            done
            """;

    public static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final Duration LOOK = Duration.ofMillis(500);

    public final ResidentWatch watch;
    final Queue<Event> told = new ConcurrentLinkedQueue<>();
    private final Path folder;

    public FakeWatch(Path folder) throws IOException {
        this.folder = folder;
        write();
        watch = new ResidentWatch(new ScriptFolders(List.of(folder)), folder, Thread::new, LOOK);
        watch.tells(told::add);
    }

    private void write() throws IOException {
        Path script = Files.writeString(folder.resolve("ip_watch.sh"), SCRIPT);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    void isMissing(boolean missing) throws IOException {
        if (missing) {
            Files.delete(folder.resolve("ip_watch.sh"));
        } else {
            write();
        }
    }

    FakeWatch with(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
        return this;
    }

    void without(String file) throws IOException {
        Files.delete(folder.resolve(file));
    }

    /** What it was told, each word of it. */
    public List<String> heard() {
        return lines("heard").stream().map(String::stripTrailing).toList();
    }

    /** How often it was asked to say something. */
    int echoes() {
        return lines("echoes").size();
    }

    List<String> pids() {
        return lines("pids");
    }

    private List<String> lines(String file) {
        try {
            Path at = folder.resolve(file);
            return Files.exists(at) ? Files.readAllLines(at, UTF_8) : List.of();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until it has heard that. */
    public void awaitHeard(Predicate<List<String>> wanted) {
        await().atMost(PATIENCE).until(() -> wanted.test(heard()));
    }

    @Override
    public void close() {
        watch.close();
    }
}
