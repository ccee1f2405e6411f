package flip.lab.faults;

import flip.lab.contender.Keepalived;
import flip.lab.e2e.Hosts;
import flip.lab.e2e.Repository;
import flip.lab.report.Page;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The fault matrix: measures cell by cell, and writes each to the page at once. */
public final class Matrix {
    private final MatrixOptions options;
    private final PrintStream out;
    private final PrintStream progress;
    private final long seed;
    private final List<String> violations = new ArrayList<>();

    private Matrix(MatrixOptions options, PrintStream out, PrintStream progress) {
        this.options = options;
        this.out = out;
        this.progress = progress;
        this.seed = options.seed().orElseGet(System::nanoTime);
    }

    public static void main(String[] words) {
        System.exit(run(words, System.out, System.err));
    }

    private static int run(String[] words, PrintStream out, PrintStream progress) {
        if (List.of(words).contains("--help")) {
            out.print(MatrixOptions.USAGE);
            return 0;
        }
        MatrixOptions options;
        try {
            options = MatrixOptions.read(words);
        } catch (IllegalArgumentException e) {
            progress.println(e.getMessage());
            progress.print(MatrixOptions.USAGE);
            return 2;
        }
        Matrix matrix = new Matrix(options, out, progress);
        if (options.list()) {
            matrix.list();
            return 0;
        }
        Optional<String> whyNot = Hosts.whyNot();
        if (whyNot.isPresent()) {
            progress.println("cannot measure here: " + whyNot.get());
            return 2;
        }
        return matrix.measureAll();
    }

    private List<Cell> cells() {
        return Cells.all(options.scale()).stream().filter(options::wants).toList();
    }

    private void list() {
        Duration all = Duration.ZERO;
        for (Cell cell : cells()) {
            int runs = options.runsOf(cell);
            Duration length = cell.estimate(options.setups(), runs);
            all = all.plus(length.dividedBy(atATime(cell)));
            out.printf(
                    "%-34s %3d runs of %d setups, about %s%n",
                    cell.name(),
                    runs * cell.variants(),
                    cell.setups().stream().filter(options.setups()::contains).count(),
                    minutes(length));
        }
        out.println("all: about " + minutes(all));
    }

    /** How many are measured beside each other, with that one. */
    private int atATime(Cell cell) {
        return cell.alone() ? 1 : options.atATime();
    }

    private static String minutes(Duration length) {
        long minutes = Math.max(1, (length.toSeconds() + 30) / 60);
        return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    private int measureAll() {
        progress.println("phases of the faults grow from seed " + seed);
        List<Cell> all = Cells.all(options.scale());
        Page page =
                new Page(options.out(), Introduction.TEXT, all.stream().map(Cell::name).toList());
        Set<Setup> setups = setups();
        List<Cell> wanted = cells().stream().filter(this::isToMeasure).toList();
        measure(wanted, setups, page);
        out.println(wanted.size() + " cells, " + violations.size() + " violations");
        violations.forEach(each -> out.println("- " + each));
        return violations.isEmpty() ? 0 : 1;
    }

    private boolean isToMeasure(Cell cell) {
        if (options.resume() && isOnPage(cell)) {
            progress.println(cell.name() + " is on the page");
            return false;
        }
        return isPossible(cell);
    }

    private void measure(List<Cell> cells, Set<Setup> setups, Page page) {
        cells.stream().filter(Cell::alone).forEach(cell -> measure(cell, setups, page));
        measureBesideEachOther(cells.stream().filter(cell -> !cell.alone()).toList(), setups, page);
    }

    private void measureBesideEachOther(List<Cell> cells, Set<Setup> setups, Page page) {
        ExecutorService workers = Executors.newFixedThreadPool(options.atATime());
        try {
            List<Future<?>> all = new ArrayList<>();
            cells.forEach(cell -> all.add(workers.submit(() -> measure(cell, setups, page))));
            for (Future<?> each : all) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            workers.shutdownNow();
        }
    }

    private boolean isPossible(Cell cell) {
        Optional<String> whyNot = cell.preparation().whyNot();
        whyNot.ifPresent(why -> violations.add(cell.name() + " is left out: " + why));
        return whyNot.isEmpty();
    }

    private boolean isOnPage(Cell cell) {
        try {
            return Files.exists(options.out())
                    && Files.readAllLines(options.out()).contains("## " + cell.name());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Set<Setup> setups() {
        EnumSet<Setup> setups = EnumSet.copyOf(options.setups());
        Optional<String> whyNot = Keepalived.whyNot();
        if (setups.contains(Setup.KEEPALIVED) && whyNot.isPresent()) {
            violations.add("keepalived is left out: " + whyNot.get());
            setups.remove(Setup.KEEPALIVED);
        }
        return setups;
    }

    private void measure(Cell cell, Set<Setup> setups, Page page) {
        CellSection section =
                new CellTurns(
                                cell,
                                setups,
                                seed,
                                Repository.root().resolve("lab/target/faults"),
                                progress)
                        .measure(options.runsOf(cell));
        write(cell, section, page);
    }

    /** One at a time, as it is one page. */
    private synchronized void write(Cell cell, CellSection section, Page page) {
        section.violations().forEach(each -> violations.add(cell.name() + ": " + each));
        if (section.isEmpty()) {
            progress.println("nothing was measured of " + cell.name());
            return;
        }
        LocalDate today = LocalDate.now(ZoneId.systemDefault());
        String text =
                section.markdown(today, Runtime.getRuntime().availableProcessors(), atATime(cell));
        page.replace(cell.name(), text);
        out.println("## " + cell.name() + "\n\n" + text);
    }
}
