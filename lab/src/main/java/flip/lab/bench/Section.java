package flip.lab.bench;

import java.time.LocalDate;
import java.util.List;

/** What one part measured, as a section of the page. */
record Section(Part part, FiguresTable table, List<String> failures) {
    boolean isEmpty() {
        return table.isEmpty();
    }

    /** The section with its heading, as the page has it. */
    String markdown(LocalDate day, int processors) {
        StringBuilder text =
                new StringBuilder()
                        .append(part.about())
                        .append("\n\n")
                        .append(runs())
                        .append(" Measured ")
                        .append(day)
                        .append(" on ")
                        .append(processors)
                        .append(processors == 1 ? " core.\n\n" : " cores.\n\n")
                        .append(table.markdown());
        if (!failures.isEmpty()) {
            text.append("\nNot measured, because they failed:\n\n");
            failures.forEach(each -> text.append("- ").append(each).append('\n'));
        }
        return text.toString();
    }

    private String runs() {
        if (part.runs() == 1) {
            return "One run of each contender, one after the other.";
        }
        return part.runs()
                + " runs of each contender, taking turns of "
                + Math.min(part.runs(), Turns.RUNS_PER_TURN)
                + "; only one runs at a time, started anew for each turn.";
    }
}
