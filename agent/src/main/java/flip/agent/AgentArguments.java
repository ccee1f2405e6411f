package flip.agent;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code agent -c FILE [-n ID]}, read without the commands' own parser: it would double the time
 * until the first ping is answered.
 *
 * @param config the configuration file
 * @param id which server this is
 */
record AgentArguments(Path config, Optional<String> id) {

    /** Empty for everything else: then the commands' parser says what is wrong, or helps. */
    static Optional<AgentArguments> parse(String[] arguments) {
        if (arguments.length < 3 || !arguments[0].equals("agent") || arguments.length % 2 == 0) {
            return Optional.empty();
        }
        Optional<String> config = Optional.empty();
        Optional<String> id = Optional.empty();
        for (int at = 1; at < arguments.length; at += 2) {
            String option = arguments[at];
            Optional<String> value = Optional.of(arguments[at + 1]);
            if ((option.equals("-c") || option.equals("--config")) && config.isEmpty()) {
                config = value;
            } else if ((option.equals("-n") || option.equals("--name")) && id.isEmpty()) {
                id = value;
            } else {
                return Optional.empty();
            }
        }
        try {
            Optional<String> named = id;
            return config.map(file -> new AgentArguments(Path.of(file), named));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
