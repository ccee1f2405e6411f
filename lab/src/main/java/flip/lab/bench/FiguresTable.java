package flip.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All figures of a run, as one Markdown table with flip's beside the other contender's. */
final class FiguresTable {
    private static final String HEAD =
            """
            | measure | contender | n | min | median | max | unit | flip / keepalived |
            | --- | --- | --: | --: | --: | --: | --- | --: |
            """;

    private final List<Figures> rows = new ArrayList<>();

    void add(Figures figures) {
        rows.add(figures);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Rows of one measure stand together, in the order in which they were first measured. */
    String markdown() {
        StringBuilder text = new StringBuilder(HEAD);
        rows.stream()
                .map(Figures::measure)
                .distinct()
                .flatMap(measure -> rows.stream().filter(row -> row.measure().equals(measure)))
                .forEach(row -> text.append(row.row(ratio(row))).append('\n'));
        return text.toString();
    }

    /** Of flip's slow timings to keepalived's slow ones, and of the fast ones likewise. */
    private String ratio(Figures row) {
        return Pair.of(row.contender())
                .flatMap(other -> find(row.measure(), other))
                .filter(other -> other.median() > 0)
                .map(other -> String.format(Locale.ROOT, "%.2f", row.median() / other.median()))
                .orElse("");
    }

    private Optional<Figures> find(String measure, String contender) {
        return rows.stream()
                .filter(row -> row.measure().equals(measure) && row.contender().equals(contender))
                .findFirst();
    }

    /** Who is compared with whom. */
    private static final class Pair {
        static Optional<String> of(String contender) {
            return switch (contender) {
                case "flip 1000/1500/375" -> Optional.of("keepalived advert_int 1");
                case "flip 100/150/50" -> Optional.of("keepalived advert_int 0.1");
                default -> Optional.empty();
            };
        }
    }
}
