package flip.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
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

    /** The variable whose value is the mark. */
    static final String VARIABLE = "FLIP_RUN";

    private static final Path PROCESSES = Path.of("/proc");

    private final Set<ProcessHandle> known = new LinkedHashSet<>();
    private final String marked;

    /**
     * The tree of a process that runs.
     *
     * @param mark the value of {@link #VARIABLE} that no other run has
     */
    ProcessTree(ProcessHandle root, String mark) {
        known.add(root);
        marked = "\0" + VARIABLE + "=" + mark + "\0";
    }

    /** Asks its descendants to end (TERM); who is found later is asked then. */
    synchronized void terminate() {
        look();
        known.forEach(ProcessHandle::destroy);
    }

    /** Ends all (KILL). */
    synchronized void kill() {
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            boolean more = look();
            more |= !strays().isEmpty();
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
        Set<ProcessHandle> strays = new LinkedHashSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path each : all) {
                if (hasMark(each)) {
                    ProcessHandle.of(Long.parseLong(String.valueOf(each.getFileName())))
                            .filter(known::add)
                            .ifPresent(strays::add);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return strays; // Not a Linux: then descendants are all that can be seen.
        }
        return strays;
    }

    private boolean hasMark(Path process) {
        try {
            String environment =
                    Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
            return ("\0" + environment).contains(marked);
        } catch (IOException e) {
            return false; // It went meanwhile, or belongs to another user.
        }
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
