package flip.agent.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows of text under headings, as wide as they need to be. */
final class Table {
    private static final String GAP = "  ";

    private final List<String> headings;
    private final List<List<Cell>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** Text, and how it is painted once it is padded. */
    record Cell(String text, UnaryOperator<String> paint) {
        static Cell of(String text) {
            return new Cell(text, UnaryOperator.identity());
        }
    }

    /** As many cells as there are headings. */
    void add(Cell... cells) {
        if (cells.length != headings.size()) {
            throw new AssertionError(cells.length + " cells for " + headings);
        }
        rows.add(List.of(cells));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The lines, without blanks at their ends. */
    List<String> lines(Paint paint) {
        List<String> lines = new ArrayList<>();
        List<Cell> head =
                headings.stream()
                        .map(text -> new Cell(text, (UnaryOperator<String>) paint::faint))
                        .toList();
        lines.add(line(head));
        rows.forEach(row -> lines.add(line(row)));
        return lines;
    }

    private String line(List<Cell> cells) {
        int last = cells.size() - 1;
        while (last > 0 && cells.get(last).text().isEmpty()) {
            last--;
        }
        StringBuilder line = new StringBuilder();
        for (int at = 0; at <= last; at++) {
            Cell cell = cells.get(at);
            line.append(cell.paint().apply(cell.text()));
            if (at < last) {
                line.append(" ".repeat(width(at) - cell.text().length())).append(GAP);
            }
        }
        return line.toString();
    }

    private int width(int column) {
        int width = headings.get(column).length();
        for (List<Cell> row : rows) {
            width = Math.max(width, row.get(column).text().length());
        }
        return width;
    }
}
