package flip.lab.faults;

import java.util.Locale;

/**
 * What is asked of a measure in a cell.
 *
 * @param of what is asked: of the worst run, of the median, or of all runs together
 * @param limit the most that it may be
 */
record Requirement(Measure measure, Of of, double limit) {
    /** Of which of the runs' values something is asked. */
    enum Of {
        WORST,
        MEDIAN,
        SUM
    }

    static Requirement worst(Measure measure, double limit) {
        return new Requirement(measure, Of.WORST, limit);
    }

    static Requirement median(Measure measure, double limit) {
        return new Requirement(measure, Of.MEDIAN, limit);
    }

    static Requirement sum(Measure measure, double limit) {
        return new Requirement(measure, Of.SUM, limit);
    }

    boolean isMetBy(Values values) {
        return found(values) <= limit;
    }

    private double found(Values values) {
        return switch (of) {
            case WORST -> values.worst();
            case MEDIAN -> values.median();
            case SUM -> values.sum();
        };
    }

    /** How it was not met. */
    String violation(Values values) {
        String what =
                switch (of) {
                    case WORST -> "";
                    case MEDIAN -> "median of ";
                    case SUM -> "sum of ";
                };
        return String.format(
                Locale.ROOT,
                "%s\"%s\" is %s, more than %s %s",
                what,
                measure.words(),
                Values.number(found(values)),
                Values.number(limit),
                measure.unit());
    }
}
