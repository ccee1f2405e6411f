package flip.lab.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A page of what was measured: an introduction and a section for each part. A part that was
 * measured anew replaces its own section at once and leaves the others as they are, so parts may be
 * measured apart from each other, and a run that is interrupted loses nothing that it had finished.
 */
public final class Page {
    private static final String HEADING = "## ";

    private final Path file;
    private final String introduction;
    private final List<String> order;

    /**
     * @param introduction of the page, written anew each time
     * @param order in which the known sections stand; others come after them
     */
    public Page(Path file, String introduction, List<String> order) {
        this.file = file;
        this.introduction = introduction;
        this.order = List.copyOf(order);
    }

    /** Puts the text under its heading in place of what was there. */
    public void replace(String heading, String text) {
        try {
            Map<String, String> sections = sections();
            sections.put(heading, text.strip());
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path whole = file.resolveSibling(file.getFileName() + ".tmp");
            Files.writeString(whole, page(sections));
            Files.move(
                    whole,
                    file,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** What the file has, by heading. */
    private Map<String, String> sections() throws IOException {
        Map<String, String> sections = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return sections;
        }
        String heading = "";
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(HEADING)) {
                sections.put(heading, text.toString().strip());
                heading = line.substring(HEADING.length()).strip();
                text.setLength(0);
            } else {
                text.append(line).append('\n');
            }
        }
        sections.put(heading, text.toString().strip());
        sections.remove(""); // The introduction.
        return sections;
    }

    private String page(Map<String, String> sections) {
        List<String> headings = new ArrayList<>(order);
        headings.retainAll(sections.keySet());
        sections.keySet().stream().filter(each -> !order.contains(each)).forEach(headings::add);
        StringBuilder page = new StringBuilder(introduction.strip()).append('\n');
        for (String heading : headings) {
            page.append('\n').append(HEADING).append(heading).append("\n\n");
            page.append(sections.get(heading)).append('\n');
        }
        return page.toString();
    }
}
