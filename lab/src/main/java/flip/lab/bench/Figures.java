package flip.lab.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Some measurements of one thing by one contender, in one unit. */
record Figures(String measure, String contender, String unit, List<Double> values) {
    Figures {
        if (values.isEmpty()) {
            throw new IllegalArgumentException(measure + " of " + contender + " has no value");
        }
        values = List.copyOf(values);
    }

    double median() {
        double[] sorted = sorted();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double lowest() {
        return sorted()[0];
    }

    double highest() {
        return sorted()[values.size() - 1];
    }

    private double[] sorted() {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** One length of time. */
    static Figures millis(String measure, String contender, long nanos) {
        return new Figures(measure, contender, "ms", List.of(nanos / 1e6));
    }

    boolean isLike(Figures other) {
        return measure.equals(other.measure) && contender.equals(other.contender);
    }

    /** These and then those, of one measure and contender. */
    Figures and(Figures later) {
        if (!isLike(later)) {
            throw new IllegalArgumentException(later + " is not like " + this);
        }
        List<Double> both = new ArrayList<>(values);
        both.addAll(later.values);
        return new Figures(measure, contender, unit, both);
    }

    /** A row of a Markdown table; the last two cells are empty when there is nothing to compare. */
    String row(String medianRatio, String worstRatio) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %s | %s | %s | %s | %s | %s |",
                measure,
                contender,
                values.size(),
                number(lowest()),
                number(median()),
                number(highest()),
                unit,
                medianRatio,
                worstRatio);
    }

    /** As one reads it while the bench runs. */
    @Override
    public String toString() {
        return measure
                + " "
                + values.stream().map(Figures::number).collect(Collectors.joining(", "))
                + (unit.isEmpty() ? "" : " " + unit);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.2f", value);
    }
}
