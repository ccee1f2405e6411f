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

    /** The lines, without blanks at their ends; in so many columns, however few. */
    List<String> lines(Paint paint, int columns) {
        List<String> wide = lines(paint);
        return wide.stream().allMatch(line -> Terminal.width(line) <= columns)
                ? wide
                : narrow(paint, columns);
    }

    /** A row a paragraph: its first cell, and under it the others with their headings. */
    private List<String> narrow(Paint paint, int columns) {
        int widest = headings.stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (List<Cell> row : rows) {
            lines.add(row.get(0).paint().apply(row.get(0).text()));
            for (int at = 1; at < row.size(); at++) {
                Cell cell = row.get(at);
                if (!cell.text().isEmpty()) {
                    String heading = headings.get(at);
                    lines.add(
                            Terminal.wrapped(
                                    "  "
                                            + paint.faint(heading)
                                            + " ".repeat(widest - heading.length())
                                            + (heading.isEmpty() ? "" : GAP)
                                            + cell.paint().apply(cell.text()),
                                    columns));
                }
            }
        }
        return lines;
    }

    private List<String> lines(Paint paint) {
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
