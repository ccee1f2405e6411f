package flip.systems;

import com.google.common.collect.ImmutableSortedMap;
import java.time.Duration;

/**
 * One run of a script, or one request to a driver.
 *
 * @param id of the run; never used again in the life of the process
 * @param system the system's name
 * @param datum the first argument
 * @param verb what it is to do
 * @param tool what is to do it
 * @param configJson the second argument
 * @param environment everything that starts with FLIP_
 * @param limit after which it is ended
 * @param answerLimit how long a driver has to answer once it is asked, before it is replaced and
 *     the next one asked; the limit, where there is no hurry
 */
public record Run(
        long id,
        String system,
        String datum,
        Verb verb,
        Tool tool,
        String configJson,
        ImmutableSortedMap<String, String> environment,
        Duration limit,
        Duration answerLimit) {
    /** What a script run is for. */
    public enum Verb {
        ALIVE,
        DOWN
    }

    /** The configured name of the script, or of the driver. */
    public String script() {
        return tool.name(verb);
    }
}
