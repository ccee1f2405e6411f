package flip.lab.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured of one thing in all runs. */
final class Values {
    private final List<Double> sorted = new ArrayList<>();

    void add(double value) {
        sorted.add(value);
        sorted.sort(null);
    }

    boolean isEmpty() {
        return sorted.isEmpty();
    }

    double worst() {
        return sorted.get(sorted.size() - 1);
    }

    double median() {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double sum() {
        return sorted.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Median and worst, or one number when there is no difference. */
    String words() {
        if (sorted.isEmpty()) {
            return "";
        }
        String median = number(median());
        String worst = number(worst());
        return median.equals(worst) ? worst : median + " / " + worst;
    }

    static String number(double value) {
        return String.format(
                Locale.ROOT, value < 10 && value != Math.rint(value) ? "%.1f" : "%.0f", value);
    }
}
