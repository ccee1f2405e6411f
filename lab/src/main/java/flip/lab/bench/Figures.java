package flip.lab.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

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

    /** A row of a Markdown table; the last cell is empty unless there is something to compare. */
    String row(String ratio) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %s | %s | %s | %s | %s |",
                measure,
                contender,
                values.size(),
                number(lowest()),
                number(median()),
                number(highest()),
                unit,
                ratio);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.2f", value);
    }
}
