package flip.agent.config;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a script is handed of a merged config.
 *
 * @param json the whole of it
 * @param environment a variable for each of its members that is no object, list or null
 */
record ScriptConfig(String json, ImmutableSortedMap<String, String> environment) {
    static final ScriptConfig EMPTY = new ScriptConfig("{}", ImmutableSortedMap.of());

    static final String PREFIX = "FLIP_CONFIG_";

    /** Linux takes 128 KiB an argument, and each datum may have a config of its own in memory. */
    private static final int LONGEST = 32 * 1024;

    /** No shell can name a variable with anything else in it. */
    private static final Pattern NOT_IN_A_NAME = Pattern.compile("[^A-Za-z0-9_]");

    /**
     * Of that config.
     *
     * @param place where to tell what is wrong with it
     */
    static ScriptConfig of(Json.Members merged, Place place, Problems problems) {
        String json = CanonicalJson.of(merged);
        if (json.length() > LONGEST) {
            problems.error(
                    place,
                    "a merged config has at most " + LONGEST + " characters, not " + json.length(),
                    "A script gets it as an argument: put what is large into a file.");
            return EMPTY;
        }
        TreeMap<String, String> environment = new TreeMap<>();
        for (Json.Member member : merged.members()) {
            scalar(member.value())
                    .ifPresent(value -> put(environment, member, value, place, problems));
        }
        return new ScriptConfig(json, ImmutableSortedMap.copyOf(environment));
    }

    private static void put(
            TreeMap<String, String> environment,
            Json.Member member,
            String value,
            Place place,
            Problems problems) {
        String name = PREFIX + NOT_IN_A_NAME.matcher(member.key()).replaceAll("_");
        if (value.indexOf('\0') >= 0) {
            problems.error(
                    member.value().place(),
                    "a value of a config has no character 0: scripts could not be given it",
                    "");
        } else if (environment.putIfAbsent(name, value) != null) {
            problems.error(
                    place,
                    "two keys of the merged config are both " + name + " for a script",
                    "Rename " + Words.quoted(member.key()) + ".");
        }
    }

    private static Optional<String> scalar(Json value) {
        if (value instanceof Json.Text text) {
            return Optional.of(text.value());
        } else if (value instanceof Json.Amount number) {
            return Optional.of(number.spelling());
        } else if (value instanceof Json.Flag flag) {
            return Optional.of(String.valueOf(flag.value()));
        }
        return Optional.empty();
    }
}
