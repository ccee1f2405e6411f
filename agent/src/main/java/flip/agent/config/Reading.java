package flip.agent.config;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;

/** What came of reading a configuration file. */
public sealed interface Reading {
    /** Everything that is wrong, in the order of the file. */
    ImmutableList<Problem> problems();

    /** For a terminal: every problem with its line of the file. */
    default String report() {
        return problems().stream().map(Problem::report).collect(joining("\n"));
    }

    /** For a log or a single sentence: every error, one a line. */
    default String errors() {
        return problems().stream()
                .filter(Problem::isError)
                .map(Problem::line)
                .collect(joining("\n"));
    }

    /** It can be used; its problems are warnings. */
    record Accepted(Settings settings) implements Reading {
        @Override
        public ImmutableList<Problem> problems() {
            return settings.warnings();
        }
    }

    /**
     * It cannot be used; at least one of its problems is an error.
     *
     * @param places where the server's things may be all the same
     */
    record Refused(ImmutableList<Problem> problems, Places places) implements Reading {}
}
