package flip.membership;

import com.google.common.collect.ImmutableSortedSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Configuration files for conversations, and words. */
final class Files {
    private Files() {}

    /** Servers whose names begin with n do not vote; the quorum is the majority. */
    static Configuration of(long version, Timing timing, String... ids) {
        Roster roster = roster(ids);
        return of(version, timing, roster.voters().size() / 2 + 1, roster);
    }

    static Configuration of(long version, Timing timing, int quorum, String... ids) {
        return of(version, timing, quorum, roster(ids));
    }

    private static Configuration of(long version, Timing timing, int quorum, Roster roster) {
        return new Configuration(version, version + 6, quorum, roster, timing, "v" + version);
    }

    /** The same configuration with another version and digest. */
    static Configuration differing(Configuration other, long version, long digest) {
        return new Configuration(
                version,
                digest,
                other.quorum(),
                other.roster(),
                other.timing(),
                "v" + version + " " + digest);
    }

    /** How a test spells it. */
    static String word(Standing.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Roster roster(String... ids) {
        List<Server> servers = new ArrayList<>();
        for (String id : ids) {
            boolean voter = !id.startsWith("n");
            servers.add(new Server(new ServerId(id), "10.0.0.1", 2200, Server.LAST, voter));
        }
        return Roster.of(servers);
    }

    /** The servers of these names. */
    static ImmutableSortedSet<ServerId> ids(String... names) {
        ImmutableSortedSet.Builder<ServerId> ids = ImmutableSortedSet.naturalOrder();
        for (String name : names) {
            ids.add(new ServerId(name));
        }
        return ids.build();
    }
}
