package flip.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** All figures of a part, as one Markdown table with flip's beside the other contender's. */
final class FiguresTable {
    private static final String HEAD =
            """
            | measure | contender | n | best | median | worst | unit | flip / keepalived | of the worst |
            | --- | --- | --: | --: | --: | --: | --- | --: | --: |
            """;

    /** Who is compared with whom: slow timings with slow ones, fast ones with fast ones. */
    private static final Map<String, String> PAIRS =
            Map.of(
                    "flip 1000/1500/375", "keepalived advert_int 1",
                    "flip 100/150/50", "keepalived advert_int 0.1");

    private final List<Figures> rows = new ArrayList<>();

    /** More figures of a measure and a contender join those that are there. */
    void add(Figures figures) {
        for (int row = 0; row < rows.size(); row++) {
            if (rows.get(row).isLike(figures)) {
                rows.set(row, rows.get(row).and(figures));
                return;
            }
        }
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
                .map(row -> row.row(ratio(row, Figures::median), ratio(row, Figures::highest)))
                .forEach(row -> text.append(row).append('\n'));
        return text.toString();
    }

    private String ratio(Figures row, ToDoubleFunction<Figures> of) {
        return rows.stream()
                .filter(other -> other.measure().equals(row.measure()))
                .filter(other -> compared(row.contender()).equals(Optional.of(other.contender())))
                .filter(other -> of.applyAsDouble(other) > 0)
                .map(other -> of.applyAsDouble(row) / of.applyAsDouble(other))
                .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
                .findFirst()
                .orElse("");
    }

    /** What a name says beyond program and timings has to be the same on both sides. */
    private static Optional<String> compared(String contender) {
        return PAIRS.entrySet().stream()
                .filter(pair -> contender.startsWith(pair.getKey()))
                .map(pair -> pair.getValue() + contender.substring(pair.getKey().length()))
                .findFirst();
    }
}
