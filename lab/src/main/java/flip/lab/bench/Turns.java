package flip.lab.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Measures one part of all contenders by turns, so that whatever else the machine does falls on all
 * of them alike. Only one of them runs at a time.
 */
final class Turns {
    /** Enough to be worth a start of the contender, few enough to come round again soon. */
    static final int RUNS_PER_TURN = 5;

    private final Part part;
    private final List<Entrant> entrants;
    private final Function<Entrant, Stand> stands;
    private final PrintStream progress;
    private final FiguresTable table = new FiguresTable();
    private final List<String> failures = new ArrayList<>();

    private Turns(
            Part part,
            List<Entrant> entrants,
            Function<Entrant, Stand> stands,
            PrintStream progress) {
        this.part = part;
        this.entrants = entrants;
        this.stands = stands;
        this.progress = progress;
    }

    /** All runs of a part; says on the way how each went. */
    static Section measure(
            Part part,
            List<Entrant> entrants,
            Function<Entrant, Stand> stands,
            PrintStream progress) {
        return new Turns(part, entrants, stands, progress).measure();
    }

    private Section measure() {
        for (int first = 1; first <= part.runs(); first += RUNS_PER_TURN) {
            for (Entrant entrant : entrants) {
                turn(entrant, first, Math.min(part.runs(), first + RUNS_PER_TURN - 1));
            }
        }
        return new Section(part, table, List.copyOf(failures));
    }

    /** What fails ends the turn; the next one begins afresh, and the section tells of both. */
    private void turn(Entrant entrant, int first, int last) {
        int number = first;
        try (Stand stand = stands.apply(entrant)) {
            for (; number <= last; number++) {
                List<Figures> figures = stand.run(number);
                figures.forEach(table::add);
                say(entrant, number, figures);
            }
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            failures.add(
                    entrant.name()
                            + ", run "
                            + number
                            + ": "
                            + message.lines().findFirst().orElse(""));
            progress.println("FAILED " + place(entrant, number) + ": " + message);
            e.printStackTrace(progress);
        }
    }

    private void say(Entrant entrant, int number, List<Figures> figures) {
        progress.println(
                place(entrant, number)
                        + ": "
                        + String.join("; ", figures.stream().map(Figures::toString).toList()));
    }

    private String place(Entrant entrant, int number) {
        return part.name() + " " + number + "/" + part.runs() + " " + entrant.name();
    }
}
