package flip.lab.run;

import flip.lab.sim.Fault;
import flip.lab.sim.Report;
import flip.lab.sim.Seed;
import flip.lab.sim.Swarm;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs seeds for a long time, and goes on when one is violated: that is made small, and its trace
 * written down in words. Now and then it says how far it is.
 */
final class Soak {
    private static final Duration TOLD_PERIOD = Duration.ofMinutes(1);

    private final PrintStream out;
    private final Wishes wishes;
    private final Consumer<Report> violated;
    private final List<Report> reports = new ArrayList<>();
    private final long began = System.nanoTime();
    private long toldAt = began;

    Soak(PrintStream out, Wishes wishes, Consumer<Report> violated) {
        this.out = out;
        this.wishes = wishes;
        this.violated = violated;
    }

    List<Report> run(Duration length) throws InterruptedException {
        List<Report> all =
                Search.run(
                        wishes.first(),
                        wishes.swarm(),
                        wishes.rules(),
                        report -> {
                            came(report);
                            return System.nanoTime() - began < length.toNanos();
                        });
        tell();
        return all;
    }

    private void came(Report report) {
        reports.add(report);
        if (report.violation().isPresent()) {
            violated.accept(report);
            minimise(report);
        }
        if (System.nanoTime() - toldAt >= TOLD_PERIOD.toNanos()) {
            tell();
        }
    }

    private void tell() {
        toldAt = System.nanoTime();
        out.println(Totals.words(reports, (toldAt - began) / 1_000_000));
    }

    private void minimise(Report report) {
        EnumSet<Fault> needed = Minimiser.faults(report, wishes.swarm(), wishes.rules());
        Swarm smaller = wishes.swarm().allowing(needed);
        Path file = wishes.folder().resolve("seed-" + report.seed() + ".txt");
        try {
            Files.createDirectories(wishes.folder());
            try (PrintWriter words = new PrintWriter(Files.newBufferedWriter(file))) {
                words.println("needs only: " + needed);
                Seed.replay(report.seed(), smaller, wishes.rules(), words::println, false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        out.println("  needs only: " + needed + "; in words: " + file);
    }
}
