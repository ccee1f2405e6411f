package flip.lab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes of normal priority that do nothing but keep the processors busy. */
final class BusyLoops implements AutoCloseable {
    /** A day at most: should we be killed, they end by themselves. */
    private static final List<String> LOOP =
            List.of("timeout", "86400", "sh", "-c", "while :; do :; done");

    private final List<Process> loops = new ArrayList<>();

    private BusyLoops() {}

    static BusyLoops start(int count) {
        BusyLoops started = new BusyLoops();
        try {
            for (int each = 0; each < count; each++) {
                started.loops.add(new ProcessBuilder(LOOP).start());
            }
        } catch (IOException e) {
            started.close();
            throw new UncheckedIOException("cannot start a busy loop", e);
        }
        return started;
    }

    /** A loop that ended would have left a processor idle. */
    void check() {
        if (!loops.stream().allMatch(Process::isAlive)) {
            throw new IllegalStateException("a busy loop ended before the measurement did");
        }
    }

    @Override
    public void close() {
        for (Process loop : loops) {
            loop.descendants().forEach(ProcessHandle::destroyForcibly);
            loop.destroyForcibly();
        }
        try {
            for (Process loop : loops) {
                loop.waitFor(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
