package flip.lab.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that made a namespace, as it is written into the namespace's name: the process id
 * alone may have been given to another one since, so its start goes with it.
 */
record Owner(long process, long startedTicks) {
    private static final String PREFIX = "fliplab";
    private static final Pattern NAME = Pattern.compile(PREFIX + "-(\\d+)-(\\d+)-.*");
    private static final AtomicInteger RUNS = new AtomicInteger();

    static Owner self() {
        long process = ProcessHandle.current().pid();
        return new Owner(process, startOf(process).orElseThrow());
    }

    /** A prefix that no other run uses, in this process or another. */
    String newPrefix() {
        return String.join(
                "-",
                PREFIX,
                Long.toString(process),
                Long.toString(startedTicks),
                Integer.toString(RUNS.incrementAndGet()));
    }

    /** Whose namespace this is; empty when it is none of the laboratory's. */
    static Optional<Owner> of(Netns namespace) {
        Matcher matcher = NAME.matcher(namespace.name());
        return matcher.matches()
                ? Optional.of(
                        new Owner(
                                Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    boolean isGone() {
        return !startOf(process).equals(Optional.of(startedTicks));
    }

    /** Removes what runs that were killed could not clean up themselves. */
    static void removeLeftovers() {
        for (Netns namespace : Netns.all()) {
            if (of(namespace).filter(Owner::isGone).isPresent()) {
                namespace.delete();
            }
        }
    }

    private static Optional<Long> startOf(long process) {
        Path stat = Path.of("/proc", Long.toString(process), "stat");
        if (!Files.exists(stat)) {
            return Optional.empty();
        }
        try {
            String line = Files.readString(stat);
            // The second field is the command in brackets, which may contain blanks: count after
            // it.
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(Long.parseLong(fields[19]));
        } catch (IOException e) {
            if (!Files.exists(stat)) {
                return Optional.empty();
            }
            throw new UncheckedIOException(e);
        }
    }
}
