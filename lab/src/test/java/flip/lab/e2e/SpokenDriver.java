package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A resident program on a host of the laboratory, spoken to as an agent would. */
final class SpokenDriver implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String END = "the end of its output";

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private int requests;

    private SpokenDriver(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "lab-driver");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it and does not wait for it. */
    static SpokenDriver start(Host host, Path lock, Map<String, String> environment) {
        return start(host, List.of(script("ip_driver.sh"), lock.toString()), environment);
    }

    /** Starts the watch on addresses, which is spoken to in lines as well. */
    static SpokenDriver watch(Host host, Map<String, String> environment) {
        return start(host, List.of(script("ip_watch.sh")), environment);
    }

    private static String script(String name) {
        return Repository.root().resolve("scripts").resolve(name).toString();
    }

    private static SpokenDriver start(
            Host host, List<String> program, Map<String, String> environment) {
        List<String> words = new ArrayList<>(List.of("setsid"));
        words.addAll(host.namespace().inside(program));
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        try {
            return new SpokenDriver(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader from =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            from.lines().forEach(lines::add);
        } catch (IOException e) {
            lines.add("its output cannot be read: " + e);
        }
        lines.add(END);
    }

    int pid() {
        return Math.toIntExact(process.pid());
    }

    /** The next line that it says. */
    String next() {
        return nextWithin(PATIENCE)
                .orElseThrow(() -> new AssertionError("the driver says nothing"));
    }

    /** The next line that says more than that it still waits for a former one. */
    String nextNews() {
        String line = next();
        while (line.startsWith("waiting ")) {
            line = next();
        }
        return line;
    }

    /** The next line, if it says one in this time. */
    Optional<String> nextWithin(Duration limit) {
        try {
            return Optional.ofNullable(lines.poll(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while listening to the driver", e);
        }
    }

    /** Says lines as they are, all at once. */
    void say(String... said) {
        try {
            byte[] bytes = (String.join("\n", said) + "\n").getBytes(StandardCharsets.UTF_8);
            process.getOutputStream().write(bytes);
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a request and returns what is answered to it. */
    String ask(String request) {
        requests++;
        say(requests + " " + request);
        String answer = next();
        assertThat(answer).startsWith(requests + " ");
        return answer.substring(answer.indexOf(' ') + 1);
    }

    /** Renews a lease, and returns a moment at which it is over for certain. */
    long renew(String system, Duration length) {
        double shows = Double.parseDouble(ask("clock").substring("ok ".length()));
        long now = System.nanoTime();
        say("renew %s %.3f".formatted(system, shows + length.toNanos() / 1e6));
        return now + length.toNanos();
    }

    void signal(int number) {
        assertThat(Netns.signal(pid(), number)).isTrue();
    }

    /** Whether it stands still by a signal. */
    boolean isStopped() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the end of an agent does: its input is closed. */
    void hangUp() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has ended. */
    int exitCode() {
        try {
            assertThat(process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .as("the driver has ended")
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the driver's end", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
