package flip.agent.config;

import com.google.common.collect.ImmutableList;

/**
 * The shared secrets: the first one seals, every one opens. Never printed.
 *
 * @param values at least one, none empty
 */
public record SharedKeys(ImmutableList<String> values) {
    /** A rotation needs two; each costs time to try. */
    public static final int MOST = 8;

    @Override
    public String toString() {
        return values.size() == 1 ? "1 key" : values.size() + " keys";
    }
}
