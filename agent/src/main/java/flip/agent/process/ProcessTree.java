package flip.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * A process and all that it started, as far as can be seen. Those seen once stay known, so that
 * they are ended too when their parent is gone. What leaves by a double fork before it was seen is
 * for the service manager to end.
 */
final class ProcessTree {
    /** A tree that grows while it is being killed is looked at again, but not for ever. */
    private static final int MOST_LOOKS = 5;

    private static final long LOOK_NANOS = 5_000_000;
    private static final Pattern ENDED = Pattern.compile(" [ZXx] ");

    private final Set<ProcessHandle> known = new LinkedHashSet<>();

    ProcessTree(ProcessHandle root) {
        known.add(root);
    }

    /** Asks all to end (TERM). */
    synchronized void terminate() {
        look();
        known.forEach(ProcessHandle::destroy);
    }

    /** Ends all (KILL). */
    synchronized void kill() {
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            boolean more = look();
            known.forEach(ProcessHandle::destroyForcibly);
            if (!more) {
                return;
            }
        }
    }

    /**
     * Whether all are gone, waiting at most so long. Nothing tells of the end of a process that is
     * not our own child, so this looks again and again; only runs that were cut short come here.
     */
    boolean isGoneWithin(Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        while (!isGone()) {
            if (System.nanoTime() - until >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    private synchronized boolean isGone() {
        return known.stream().noneMatch(ProcessTree::canStillAct);
    }

    /**
     * An ended process stays on the kernel's list until its parent asks, which for an orphan is the
     * first process of the host or container, and some of those never do.
     */
    static boolean canStillAct(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat =
                    Files.readString(
                            Path.of("/proc", Long.toString(process.pid()), "stat"),
                            StandardCharsets.ISO_8859_1);
            return !ENDED.matcher(stat.substring(stat.lastIndexOf(')') + 1)).lookingAt();
        } catch (IOException e) {
            // It went meanwhile, or this system has no such files and its word counts.
            return process.isAlive();
        }
    }

    /** Adds what has been started meanwhile; whether there was any. */
    private boolean look() {
        boolean more = false;
        for (ProcessHandle each : List.copyOf(known)) {
            if (each.isAlive()) {
                for (ProcessHandle child : each.descendants().toList()) {
                    more |= known.add(child);
                }
            }
        }
        return more;
    }
}
