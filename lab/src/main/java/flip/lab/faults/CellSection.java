package flip.lab.faults;

import flip.lab.e2e.Timings;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was measured of one cell, as a section of the page. */
final class CellSection {
    private static final double A_TENTH = 0.1;

    private final Cell cell;
    private final Map<Setup, Map<Measure, Values>> values = new EnumMap<>(Setup.class);
    private final Map<Setup, Integer> runs = new EnumMap<>(Setup.class);
    private final List<String> failures = new ArrayList<>();

    CellSection(Cell cell) {
        this.cell = cell;
    }

    void add(Setup setup, Measured measured) {
        runs.merge(setup, 1, Integer::sum);
        Map<Measure, Values> of =
                values.computeIfAbsent(setup, each -> new EnumMap<>(Measure.class));
        measured.values()
                .forEach(
                        (measure, value) ->
                                of.computeIfAbsent(measure, each -> new Values()).add(value));
    }

    void failed(Setup setup, int run, String why) {
        failures.add(setup.words() + ", run " + run + ": " + why);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** Everything that is not as it is asked for; of others than flip only that a run failed. */
    List<String> violations() {
        List<String> violations = new ArrayList<>(failures);
        values.forEach(
                (setup, of) ->
                        cell.requirements(setup).stream()
                                .filter(requirement -> of.containsKey(requirement.measure()))
                                .filter(
                                        requirement ->
                                                !requirement.isMetBy(
                                                        found(of, requirement.measure())))
                                .map(
                                        requirement ->
                                                setup.words()
                                                        + ": "
                                                        + requirement.violation(
                                                                found(of, requirement.measure())))
                                .forEach(violations::add));
        if (cell.moreStableThanOthers() && values.containsKey(Setup.KEEPALIVED)) {
            double most = movesARun(Setup.KEEPALIVED) * A_TENTH;
            values.keySet().stream()
                    .filter(Setup::isFlip)
                    .filter(setup -> movesARun(setup) > 0 && movesARun(setup) >= most)
                    .map(setup -> setup.words() + ": not fewer than a tenth of keepalived's moves")
                    .forEach(violations::add);
        }
        return violations;
    }

    private double movesARun(Setup setup) {
        Values moves = found(values.getOrDefault(setup, Map.of()), Measure.MOVES);
        return moves.sum() / Math.max(1, runs.getOrDefault(setup, 0));
    }

    /** None when it was never measured. */
    private static Values found(Map<Measure, Values> of, Measure measure) {
        return of.getOrDefault(measure, new Values());
    }

    /**
     * The section below its heading, as the page has it.
     *
     * @param atATime how many cells were measured beside each other
     */
    String markdown(LocalDate day, int processors, int atATime) {
        StringBuilder text = new StringBuilder(cell.about()).append("\n\n");
        text.append(cell.size()).append("; ").append(cell.timings());
        if (values.containsKey(Setup.KEEPALIVED)) {
            text.append("; keepalived with `advert_int ")
                    .append(cell.timings().equals(Timings.DOCUMENTED) ? "1`" : "0.1`");
        }
        text.append(". Measured ")
                .append(day)
                .append(" on ")
                .append(processors)
                .append(" cores")
                .append(atATime == 1 ? "" : ", " + atATime + " cells at a time")
                .append(".\n\n");
        text.append(table()).append('\n');
        explanations().forEach(each -> text.append(each).append("\n\n"));
        List<String> violations = violations();
        if (violations.isEmpty()) {
            text.append("No violation.\n");
        } else {
            text.append("Violations:\n\n");
            violations.forEach(each -> text.append("- ").append(each).append('\n'));
        }
        return text.toString();
    }

    private String table() {
        StringBuilder text = new StringBuilder("| | n |");
        StringBuilder line = new StringBuilder("| --- | --: |");
        for (Measure measure : Measure.values()) {
            text.append(' ').append(measure.words());
            text.append(measure.unit().isEmpty() ? "" : ", " + measure.unit()).append(" |");
            line.append(" --: |");
        }
        text.append('\n').append(line).append('\n');
        values.forEach(
                (setup, of) -> {
                    text.append("| ").append(setup.words());
                    text.append(" | ").append(runs.get(setup)).append(" |");
                    for (Measure measure : Measure.values()) {
                        Values found = found(of, measure);
                        text.append(' ').append(found.words()).append(" |");
                    }
                    text.append('\n');
                });
        return text.toString();
    }

    /** Why a time on two servers is not zero where that is allowed. */
    private Set<String> explanations() {
        Set<String> explanations = new LinkedHashSet<>();
        values.forEach(
                (setup, of) -> {
                    if (setup.isFlip() && isOnTwo(of)) {
                        explanations.add(cell.allowed().apply(setup).why());
                    }
                });
        explanations.remove("");
        return explanations;
    }

    private static boolean isOnTwo(Map<Measure, Values> of) {
        return found(of, Measure.PLUMBED).sum() > 0 || found(of, Measure.ANSWERING).sum() > 0;
    }
}
