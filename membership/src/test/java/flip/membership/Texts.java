package flip.membership;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The texts of all configurations of a conversation, and which process cannot read which. */
final class Texts {
    private final TreeMap<String, Configuration> written = new TreeMap<>();
    private final Set<String> unreadable = new LinkedHashSet<>();

    void write(Configuration configuration) {
        written.put(configuration.text(), configuration);
    }

    /** That process is of a flip that cannot read that text. */
    void makeUnreadable(String process, Configuration configuration) {
        unreadable.add(process + " " + configuration.text());
    }

    Function<String, Configuration> reader(String process) {
        return text -> {
            if (unreadable.contains(process + " " + text)) {
                throw new IllegalArgumentException("unknown key");
            }
            return Optional.ofNullable(written.get(text)).orElseThrow();
        };
    }
}
