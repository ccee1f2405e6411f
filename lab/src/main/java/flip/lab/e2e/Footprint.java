package flip.lab.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The memory that a process occupies now and the processor time that it has used so far. */
public record Footprint(long residentBytes, Duration processorTime) {
    /** Linux tells processor time in hundredths of a second, on every machine. */
    private static final long TICK_MILLIS = 10;

    /** Of one process, without its children. */
    public static Footprint of(long process) {
        Path folder = Path.of("/proc", Long.toString(process));
        try {
            String stat = Files.readString(folder.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            long kilobytes =
                    Files.readAllLines(folder.resolve("status")).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum();
            return new Footprint(kilobytes * 1024, Duration.ofMillis(ticks * TICK_MILLIS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Footprint plus(Footprint other) {
        return new Footprint(
                residentBytes + other.residentBytes, processorTime.plus(other.processorTime));
    }
}
