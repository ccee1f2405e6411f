package flip.lab.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes of normal priority that do nothing but keep the processors busy. */
public final class BusyLoops implements AutoCloseable {
    private final List<Process> loops = new ArrayList<>();

    private BusyLoops() {}

    /** Should even the laboratory be killed, the loops end by themselves after this time. */
    public static BusyLoops start(int count, Duration atMost) {
        String seconds = Long.toString(atMost.toSeconds());
        BusyLoops started = new BusyLoops();
        Runtime.getRuntime().addShutdownHook(new Thread(started::end, "lab-busy-loops"));
        try {
            for (int each = 0; each < count; each++) {
                started.loops.add(
                        new ProcessBuilder("timeout", seconds, "sh", "-c", "while :; do :; done")
                                .start());
            }
        } catch (IOException e) {
            started.close();
            throw new UncheckedIOException("cannot start a busy loop", e);
        }
        return started;
    }

    /** A loop that ended would have left a processor idle. */
    public void check() {
        if (!loops.stream().allMatch(Process::isAlive)) {
            throw new IllegalStateException("a busy loop ended before the measurement did");
        }
    }

    private void end() {
        for (Process loop : loops) {
            loop.descendants().forEach(ProcessHandle::destroyForcibly);
            loop.destroyForcibly();
        }
    }

    @Override
    public void close() {
        end();
        try {
            for (Process loop : loops) {
                loop.waitFor(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
