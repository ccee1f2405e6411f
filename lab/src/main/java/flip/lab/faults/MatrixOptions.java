package flip.lab.faults;

import flip.lab.e2e.Repository;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** What was asked for on the command line. */
record MatrixOptions(
        Set<String> cells,
        OptionalInt runs,
        Set<Setup> setups,
        boolean quick,
        boolean list,
        boolean resume,
        OptionalLong seed,
        int atATime,
        Path out) {
    private static final int AT_A_TIME_LIMIT = 16;

    static final String USAGE =
            """
            bin/faults [--cell NAME]... [--runs N] [--only SETUP]... [--quick] [--resume] [--seed N]
                       [--at-a-time N] [--out FILE] | --list
              does every fault to flip, and to keepalived where it can be, on network namespaces (as
              root); each cell is written to the page as soon as it is measured
              --list    the cells, and about how long each takes; with the options below, those
              --cell    one of them by its name; all when not given
              --runs    so many of each, instead of 20 or 5
              --only    flip, keepalived, freeze-scripts, freeze-driver, stop-scripts, stop-driver
              --quick   one run of each at short timings, to have seen them all
              --resume  leaves out the cells that the page has already
              --seed    from which the phases grow in which faults begin; it is printed
              --at-a-time  so many cells beside each other (1), each on hosts of its own; they are
                        only as quiet as the machine is large, and the page says so. Those with
                        limits of tens of ms, and those that load the machine, are measured alone
              --out     the page; docs/faults.md when not given, or lab/target/faults.md for a trial:
                        with --runs, --only or --quick
            exit codes: 0 no violation, 1 a violation, 2 wrong usage or no means to measure
            """;

    /** Reads the words; throws with a sentence for the user when one is wrong. */
    static MatrixOptions read(String... words) {
        Deque<String> left = new ArrayDeque<>(Arrays.asList(words));
        Set<String> cells = new TreeSet<>();
        OptionalInt runs = OptionalInt.empty();
        EnumSet<Setup> setups = EnumSet.noneOf(Setup.class);
        boolean quick = false;
        boolean list = false;
        boolean resume = false;
        OptionalLong seed = OptionalLong.empty();
        int atATime = 1;
        Optional<Path> out = Optional.empty();
        while (!left.isEmpty()) {
            String word = left.removeFirst();
            switch (word) {
                case "--cell" -> cells.add(known(value(word, left)));
                case "--runs" ->
                        runs = OptionalInt.of(Math.toIntExact(number(word, left, 1, 1000)));
                case "--only" -> setups.addAll(setups(value(word, left)));
                case "--quick" -> quick = true;
                case "--list" -> list = true;
                case "--resume" -> resume = true;
                case "--seed" ->
                        seed = OptionalLong.of(number(word, left, Long.MIN_VALUE, Long.MAX_VALUE));
                case "--at-a-time" ->
                        atATime = Math.toIntExact(number(word, left, 1, AT_A_TIME_LIMIT));
                case "--out" -> out = Optional.of(Path.of(value(word, left)));
                default -> throw new IllegalArgumentException("no option " + word);
            }
        }
        boolean isTrial = runs.isPresent() || quick || !setups.isEmpty();
        return new MatrixOptions(
                cells,
                runs,
                setups.isEmpty() ? EnumSet.allOf(Setup.class) : setups,
                quick,
                list,
                resume,
                seed,
                atATime,
                out.orElseGet(() -> usualPlace(isTrial)));
    }

    Scale scale() {
        return quick ? Scale.QUICK : Scale.WHOLE;
    }

    /** How many runs there are of each variant of a cell. */
    int runsOf(Cell cell) {
        return runs.orElse(quick ? 1 : cell.runs());
    }

    boolean wants(Cell cell) {
        return (cells.isEmpty() || cells.contains(cell.name()))
                && cell.setups().stream().anyMatch(setups::contains);
    }

    /** A trial is not worth the docs. */
    private static Path usualPlace(boolean isTrial) {
        return Repository.root().resolve(isTrial ? "lab/target/faults.md" : "docs/faults.md");
    }

    private static String known(String name) {
        if (Cells.all(Scale.WHOLE).stream().noneMatch(cell -> cell.name().equals(name))) {
            throw new IllegalArgumentException(
                    "no cell \"" + name + "\": bin/faults --list says which there are");
        }
        return name;
    }

    private static Set<Setup> setups(String name) {
        EnumSet<Setup> chosen = EnumSet.noneOf(Setup.class);
        for (Setup setup : Setup.values()) {
            if (setup.option().equals(name) || (name.equals("flip") && setup.isFlip())) {
                chosen.add(setup);
            }
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException(
                    "no setup "
                            + name
                            + ", but flip, "
                            + String.join(
                                    ", ",
                                    List.of(Setup.values()).stream().map(Setup::option).toList()));
        }
        return chosen;
    }

    private static String value(String option, Deque<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.removeFirst();
    }

    private static long number(String option, Deque<String> left, long least, long most) {
        String value = value(option, left);
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a number, not " + value, e);
        }
        throw new IllegalArgumentException(
                option + " needs a number from " + least + " to " + most + ", not " + value);
    }
}
