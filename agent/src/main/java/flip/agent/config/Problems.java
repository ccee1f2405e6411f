package flip.agent.config;

import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/** All that was found wrong with one file so far. */
final class Problems {
    /** Nobody reads more, and a file of nonsense could hold millions. */
    private static final int MOST = 200;

    private final Source source;
    private final List<Problem> found = new ArrayList<>();

    Problems(Source source) {
        this.source = source;
    }

    void error(Place place, String what, String remedy) {
        add(Problem.Severity.ERROR, place, what, remedy);
    }

    void warning(Place place, String what, String remedy) {
        add(Problem.Severity.WARNING, place, what, remedy);
    }

    boolean hasErrors() {
        return found.stream().anyMatch(Problem::isError);
    }

    /** In the order of the file. */
    ImmutableList<Problem> all() {
        return ImmutableList.sortedCopyOf(comparing(Problem::place), found);
    }

    private void add(Problem.Severity severity, Place place, String what, String remedy) {
        if (found.size() < MOST || (severity == Problem.Severity.ERROR && !hasErrors())) {
            found.add(source.problem(severity, place, what, remedy));
        }
    }
}
