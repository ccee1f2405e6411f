package flip.agent.config;

import java.util.HashMap;
import java.util.Map;

/** What the scripts of one configuration are handed: equal ones once, and bounded in all. */
final class ScriptConfigs {
    /**
     * Of the merged configs of all systems, and of all data that have one of their own. An agent's
     * 32 MB hold the configuration in force, the one before and one that is offered, each config as
     * a text and as variables.
     */
    static final int MOST_CHARACTERS = 2 * 1024 * 1024;

    private final Problems problems;
    private final Map<ScriptConfig, ScriptConfig> known = new HashMap<>();
    private int characters;

    ScriptConfigs(Problems problems) {
        this.problems = problems;
    }

    /**
     * Of that config.
     *
     * @param place where to tell what is wrong with it
     */
    ScriptConfig of(Json.Members merged, Place place) {
        if (characters > MOST_CHARACTERS) {
            return ScriptConfig.EMPTY; // Told before.
        }
        ScriptConfig made = ScriptConfig.of(merged, place, problems);
        characters += made.json().length();
        if (characters > MOST_CHARACTERS) {
            problems.error(
                    place,
                    "with this one the merged configs have more than "
                            + MOST_CHARACTERS
                            + " characters in all",
                    "Each has all that is configured above it: put what is large into a file.");
            return ScriptConfig.EMPTY;
        }
        return known.computeIfAbsent(made, same -> same);
    }
}
