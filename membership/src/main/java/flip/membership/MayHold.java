package flip.membership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;

/**
 * What this server may hold, as its promise remembers it: a datum is raised only when a durable
 * promise names it, so a start has to sweep what the promise names, and nothing else.
 *
 * @param everything nobody knows: whatever is configured, in the configurations of the parts too
 * @param parts one for each configuration under which something was, or may be, raised
 */
public record MayHold(boolean everything, ImmutableList<Part> parts) {
    /** Nobody knows. */
    public static final MayHold EVERYTHING = new MayHold(true, ImmutableList.of());

    /** Nothing at all. */
    public static final MayHold NOTHING = new MayHold(false, ImmutableList.of());

    /** More than a server comes to that raises nothing while it has not lowered what is older. */
    public static final int MOST_PARTS = 8;

    /**
     * What was, or may be, raised under one configuration.
     *
     * @param configurationText that configuration
     * @param data by the system's name
     */
    public record Part(
            String configurationText,
            ImmutableSortedMap<String, ImmutableSortedSet<String>> data) {}

    public MayHold {
        if (parts.size() > MOST_PARTS) {
            throw new IllegalArgumentException(
                    "what is held is of at most "
                            + MOST_PARTS
                            + " configurations, not "
                            + parts.size());
        }
    }
}
