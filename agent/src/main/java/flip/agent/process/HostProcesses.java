package flip.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processes of this host: whose children they are, and who carries the mark of which run. To
 * look for a mark is to read about every process, and at the end of a lease many runs are ended at
 * once: so one look serves all who asked before it began.
 */
final class HostProcesses {
    /** The variable whose value is the mark. */
    static final String VARIABLE = "FLIP_RUN";

    private static final Path ALL = Path.of("/proc");
    private static final Pattern MARK = Pattern.compile("(?:^|\0)" + VARIABLE + "=([^\0]*)\0");

    /** Not every kernel has them at hand. */
    private static final boolean HAS_CHILDREN =
            Files.isReadable(ALL.resolve("thread-self").resolve("children"));

    /** What one look saw, and the how manyth that was. */
    private record Look(long number, Map<String, List<ProcessHandle>> marked) {}

    private final Supplier<Map<String, List<ProcessHandle>>> looking;
    private volatile long begun;

    // Guarded by this.
    private Look latest = new Look(0, Map.of());

    /** Of this host, by what the kernel says of each. */
    HostProcesses() {
        this(HostProcesses::read);
    }

    HostProcesses(Supplier<Map<String, List<ProcessHandle>>> looking) {
        this.looking = looking;
    }

    /** Who carries that mark in the environment that it was started with, now or a moment later. */
    List<ProcessHandle> marked(String mark) {
        long before = begun;
        return lookAfter(before).marked().getOrDefault(mark, List.of());
    }

    private synchronized Look lookAfter(long before) {
        if (latest.number() <= before) {
            long number = begun + 1;
            begun = number;
            latest = new Look(number, looking.get());
        }
        return latest;
    }

    private static Map<String, List<ProcessHandle>> read() {
        Map<String, List<ProcessHandle>> marked = new HashMap<>();
        for (Path each : numbered(ALL)) {
            Matcher mark = MARK.matcher(text(each.resolve("environ")));
            if (mark.find()) {
                handle(each)
                        .ifPresent(
                                process ->
                                        marked.computeIfAbsent(
                                                        mark.group(1), its -> new ArrayList<>())
                                                .add(process));
            }
        }
        return marked;
    }

    /** Its children; where the kernel has to be asked about all processes, theirs as well. */
    static List<ProcessHandle> children(ProcessHandle parent) {
        if (!parent.isAlive()) {
            return List.of(); // Its number may be another's.
        }
        if (!HAS_CHILDREN) {
            return parent.descendants().toList();
        }
        List<ProcessHandle> children = new ArrayList<>();
        for (Path thread : numbered(ALL.resolve(parent.pid() + "/task"))) {
            for (String child : text(thread.resolve("children")).split(" ", -1)) {
                if (!child.isEmpty()) {
                    ProcessHandle.of(Long.parseLong(child)).ifPresent(children::add);
                }
            }
        }
        return children;
    }

    /** As far as they can be seen: none where this is not a Linux, or the process is gone. */
    private static List<Path> numbered(Path folder) {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "[0-9]*")) {
            found.forEach(all::add);
        } catch (IOException | DirectoryIteratorException e) {
            return all;
        }
        return all;
    }

    private static Optional<ProcessHandle> handle(Path process) {
        return ProcessHandle.of(Long.parseLong(String.valueOf(process.getFileName())));
    }

    /** Empty when the process is gone, or belongs to another user. */
    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
