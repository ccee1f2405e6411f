package flip.agent.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who has a file locked, as the kernel says it: what is written in the file may be old. */
final class LockHolder {
    private static final Path LOCKS = Path.of("/proc/locks");

    /** As in "1: POSIX ADVISORY WRITE 714 08:01:1573 0 EOF"; what waits has an arrow. */
    private static final Pattern LOCK =
            Pattern.compile("\\d+: +POSIX +\\w+ +\\w+ +(\\d+) +[0-9a-f]+:[0-9a-f]+:(\\d+) .*");

    private LockHolder() {}

    /** In words. */
    static String of(Path file) {
        try {
            long inode = (long) Files.getAttribute(file, "unix:ino");
            for (String line : Files.readAllLines(LOCKS)) {
                Matcher lock = LOCK.matcher(line);
                if (lock.matches() && Long.parseLong(lock.group(2)) == inode) {
                    return "process " + lock.group(1);
                }
            }
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "ask `fuser " + file + "` who"; // No Linux, or no such file there.
        }
        return "a process of another host or container"; // The kernel lists no others.
    }
}
