package flip.lab.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Measures one cell by turns of all setups, so that whatever else the machine does falls on all
 * alike. Only one of them runs at a time.
 */
final class CellTurns {
    /** Enough to be worth a start of all servers, few enough to come round again soon. */
    static final int RUNS = 5;

    private final Cell cell;
    private final Set<Setup> setups;
    private final long seed;
    private final Path evidence;
    private final PrintStream progress;
    private final CellSection outcome;

    CellTurns(Cell cell, Set<Setup> setups, long seed, Path evidence, PrintStream progress) {
        this.cell = cell;
        this.setups = setups;
        this.seed = seed;
        this.evidence = evidence;
        this.progress = progress;
        this.outcome = new CellSection(cell);
    }

    /** All of the cell's runs, so many of each variant. */
    CellSection measure(int runs) {
        int all = runs * cell.variants();
        List<Setup> order =
                List.of(Setup.values()).stream()
                        .filter(cell.setups()::contains)
                        .filter(setups::contains)
                        .toList();
        for (int first = 1; first <= all; first += RUNS) {
            for (Setup setup : order) {
                turn(setup, first, Math.min(all, first + RUNS - 1));
            }
        }
        return outcome;
    }

    /** What fails ends the turn; the next one begins afresh, and the outcome tells of both. */
    private void turn(Setup setup, int first, int last) {
        int number = first;
        try (Testbed testbed = Testbed.open(cell, setup)) {
            for (; number <= last; number++) {
                CellRun run = CellRun.of(testbed, cell, setup, number, random(setup, number));
                outcome.add(setup, run.measured());
                progress.println(place(setup, number) + ": " + words(run));
                int ofRun = number;
                run.evidence().ifPresent(text -> keep(setup, ofRun, text));
            }
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            String line = message.lines().findFirst().orElse("");
            outcome.failed(setup, number, line);
            progress.println("FAILED " + place(setup, number) + ": " + line);
            keep(setup, number, message + "\n" + e);
        }
    }

    /** The same for the same seed, whatever else is measured. */
    private SplittableRandom random(Setup setup, int number) {
        return new SplittableRandom(
                seed + 31L * (cell.name().hashCode() + 31L * setup.name().hashCode()) + number);
    }

    private String place(Setup setup, int number) {
        return cell.name() + ", " + setup.words() + ", run " + number;
    }

    private static String words(CellRun run) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "phase %.1f ms", run.phase().toNanos() / 1e6));
        run.measured()
                .values()
                .forEach(
                        (measure, value) ->
                                text.append("; ")
                                        .append(measure.words())
                                        .append(' ')
                                        .append(Values.number(value)));
        return text.toString();
    }

    /** What was seen of a run that is not as it should be. */
    private void keep(Setup setup, int number, String text) {
        String name = cell.name() + "-" + setup.option() + "-" + number + ".txt";
        Path file = evidence.resolve(name.replaceAll("[^A-Za-z0-9.-]+", "-"));
        try {
            Files.createDirectories(evidence);
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        progress.println("  what was seen is in " + file);
    }
}
