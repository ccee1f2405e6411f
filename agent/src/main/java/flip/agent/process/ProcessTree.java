package flip.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * A process and all that it started: its descendants, and whoever carries the mark of this run in
 * the environment that it was started with, which is how one is found whose parents are gone, or
 * that made a session of its own. Those seen once stay known. What clears its environment and
 * leaves its parents is for the service manager to end.
 */
final class ProcessTree {
    /** A tree that grows while it is being killed is looked at again, but not for ever. */
    private static final int MOST_LOOKS = 5;

    private static final long LOOK_NANOS = 5_000_000;
    private static final Pattern ENDED = Pattern.compile(" [ZXx] ");

    private final Set<ProcessHandle> known;
    private final HostProcesses processes;
    private final String mark;

    /**
     * The tree of a process that runs.
     *
     * @param root that process; empty when it is not known which
     * @param mark the value of {@link HostProcesses#VARIABLE} that no other run has
     */
    ProcessTree(Set<ProcessHandle> root, HostProcesses processes, String mark) {
        known = new LinkedHashSet<>(root);
        this.processes = processes;
        this.mark = mark;
    }

    /**
     * Asks its descendants to end (TERM); who is found later is asked then. They are looked for
     * before: once its parents are gone, one that cleared its environment is not found any more.
     */
    synchronized void terminate() {
        look();
        known.forEach(ProcessHandle::destroy);
    }

    /** Ends all (KILL). Strays come last: to look for them takes time. */
    synchronized void kill() {
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            boolean more = look();
            known.forEach(ProcessHandle::destroyForcibly);
            Set<ProcessHandle> strays = strays();
            strays.forEach(ProcessHandle::destroyForcibly);
            if (!more && strays.isEmpty()) {
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

    /** Strays are looked for when no other is left: that reads about every process of the host. */
    private synchronized boolean isGone() {
        if (known.stream().anyMatch(ProcessTree::canStillAct)) {
            return false;
        }
        Set<ProcessHandle> strays = strays();
        strays.forEach(ProcessHandle::destroy);
        return strays.isEmpty();
    }

    /** Those with the mark that were not known, and are now. */
    private Set<ProcessHandle> strays() {
        Set<ProcessHandle> strays = new LinkedHashSet<>(processes.marked(mark));
        strays.removeIf(each -> !known.add(each));
        return strays;
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
        int before = known.size();
        Deque<ProcessHandle> parents = new ArrayDeque<>(known);
        while (!parents.isEmpty()) {
            HostProcesses.children(parents.remove()).stream()
                    .filter(known::add)
                    .forEach(parents::add);
        }
        return known.size() > before;
    }
}
