package flip.agent.config;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Which keys of two configurations differ. */
public final class Differences {
    /** More do not help: whoever sees so many compares the files. */
    private static final int MOST_NAMED = 5;

    private final List<String> paths = new ArrayList<>();

    private Differences() {}

    /** The paths of the keys that differ between two agreed texts, for a sentence. */
    public static String between(String one, String other) {
        Differences differences = new Differences();
        differences.compare("", parsed(one), parsed(other));
        return differences.sentence();
    }

    private static Optional<Json> parsed(String text) {
        Source source = new Source("the cluster's configuration", text);
        return JsonParser.parse(source, new Problems(source));
    }

    /** Objects are compared key by key; a list that differs, differs. */
    private void compare(String path, Optional<Json> one, Optional<Json> other) {
        if (one.isPresent()
                && other.isPresent()
                && one.get() instanceof Json.Members these
                && other.get() instanceof Json.Members those) {
            TreeSet<String> keys = new TreeSet<>();
            these.members().forEach(member -> keys.add(member.key()));
            those.members().forEach(member -> keys.add(member.key()));
            for (String key : keys) {
                compare(path.isEmpty() ? key : path + "." + key, these.find(key), those.find(key));
            }
        } else if (!text(one).equals(text(other))) {
            paths.add(path);
        }
    }

    private static Optional<String> text(Optional<Json> value) {
        return value.map(CanonicalJson::of);
    }

    private String sentence() {
        ImmutableList<String> named =
                paths.stream().limit(MOST_NAMED).collect(ImmutableList.toImmutableList());
        int more = paths.size() - named.size();
        return String.join(", ", named) + (more == 0 ? "" : " and " + more + " more");
    }
}
