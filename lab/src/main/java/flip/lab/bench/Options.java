package flip.lab.bench;

import flip.lab.e2e.Repository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What was asked for on the command line of the bench. */
record Options(
        Optional<Integer> runs,
        Set<String> parts,
        Set<String> contenders,
        Duration idle,
        Path out) {
    static final String USAGE =
            """
            bin/bench failover [--part NAME]... [--runs N] [--only flip|keepalived] [--idle SECONDS]
                               [--out FILE]
              measures flip and keepalived by turns on network namespaces (as root); each part is
              written to the page as soon as it is measured, and leaves the others as they are
              --part   crash, planned, isolation, start, idle; all when not given
              --runs   rounds of each part instead of 20 (10 of isolation and start)
              --only   one of the two contenders
              --idle   how long to idle, 600 s when not given
              --out    the page; docs/benchmarks.md when not given, or lab/target/benchmarks.md for
                       a trial: with --runs, --only or --idle
            exit codes: 0 all measured, 1 something failed, 2 wrong usage or no means to measure
            """;

    private static final Duration USUAL_IDLE = Duration.ofMinutes(10);

    private static final Set<String> PARTS =
            Set.of("crash", "planned", "isolation", "start", "idle");

    private static final Set<String> CONTENDERS = Set.of("flip", "keepalived");

    /** Reads the words; throws with a sentence for the user when one is wrong. */
    static Options read(String... words) {
        Deque<String> left = new ArrayDeque<>(Arrays.asList(words));
        Optional<Integer> runs = Optional.empty();
        Set<String> parts = new TreeSet<>();
        Set<String> contenders = new TreeSet<>();
        Optional<Duration> idle = Optional.empty();
        Optional<Path> out = Optional.empty();
        while (!left.isEmpty()) {
            String word = left.removeFirst();
            switch (word) {
                case "--runs" -> runs = Optional.of(number(word, left));
                case "--part" -> parts.addAll(oneOf(PARTS, "part", value(word, left)));
                case "--only" ->
                        contenders.addAll(oneOf(CONTENDERS, "contender", value(word, left)));
                case "--idle" -> idle = Optional.of(Duration.ofSeconds(number(word, left)));
                case "--out" -> out = Optional.of(Path.of(value(word, left)));
                default -> throw new IllegalArgumentException("no option " + word);
            }
        }
        boolean isTrial = runs.isPresent() || idle.isPresent() || !contenders.isEmpty();
        return new Options(
                runs,
                parts,
                contenders,
                idle.orElse(USUAL_IDLE),
                out.orElseGet(() -> usualPlace(isTrial)));
    }

    /** A trial is not worth the docs. */
    private static Path usualPlace(boolean isTrial) {
        String place = isTrial ? "lab/target/benchmarks.md" : "docs/benchmarks.md";
        return Repository.root().resolve(place);
    }

    boolean wants(Part part) {
        return parts.isEmpty() || parts.contains(part.name());
    }

    boolean wantsContender(String name) {
        return contenders.isEmpty() || contenders.contains(name);
    }

    private static String value(String option, Deque<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.removeFirst();
    }

    private static List<String> oneOf(Set<String> known, String what, String values) {
        List<String> chosen = List.of(values.split(",", -1));
        for (String each : chosen) {
            if (!known.contains(each)) {
                throw new IllegalArgumentException(
                        "no "
                                + what
                                + " "
                                + each
                                + ", but "
                                + String.join(", ", new TreeSet<>(known)));
            }
        }
        return chosen;
    }

    private static int number(String option, Deque<String> left) {
        String value = value(option, left);
        try {
            int number = Integer.parseInt(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a number, not " + value, e);
        }
        throw new IllegalArgumentException(option + " needs a number above 0, not " + value);
    }
}
