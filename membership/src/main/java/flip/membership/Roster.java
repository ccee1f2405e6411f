package flip.membership;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Collection;
import java.util.Optional;

/**
 * All configured servers, in priority order (lower first), then by id.
 *
 * @param servers at least one, at most {@link #MOST}, ids unique
 */
public record Roster(ImmutableList<Server> servers) {
    /** More than anybody wants to vote. */
    public static final int MOST = 255;

    public Roster {
        servers =
                ImmutableList.sortedCopyOf(
                        comparingInt(Server::priority).thenComparing(Server::id), servers);
        if (servers.isEmpty() || servers.size() > MOST) {
            throw new IllegalArgumentException(
                    "a roster has 1 to " + MOST + " servers, not " + servers.size());
        }
        if (servers.stream().map(Server::id).distinct().count() != servers.size()) {
            throw new IllegalArgumentException("a server id appears twice in " + servers);
        }
    }

    /** A roster of the given servers, in whatever order they come. */
    public static Roster of(Collection<Server> servers) {
        return new Roster(ImmutableList.copyOf(servers));
    }

    /** The server of that id. */
    public Optional<Server> find(ServerId id) {
        return servers.stream().filter(server -> server.id().equals(id)).findFirst();
    }

    /** All ids, in the order of ids. */
    public ImmutableSortedSet<ServerId> ids() {
        return servers.stream()
                .map(Server::id)
                .collect(ImmutableSortedSet.toImmutableSortedSet(comparing(ServerId::value)));
    }

    /** The ids of the voters, in the order of ids. */
    public ImmutableSortedSet<ServerId> voters() {
        return servers.stream()
                .filter(Server::voter)
                .map(Server::id)
                .collect(ImmutableSortedSet.toImmutableSortedSet(comparing(ServerId::value)));
    }
}
