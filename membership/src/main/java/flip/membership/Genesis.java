package flip.membership;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The first view of a new cluster: epoch 1 of a fresh lineage, everybody out. */
final class Genesis {
    private Genesis() {}

    /**
     * The view in which the cluster begins.
     *
     * @param configuration that all voters have
     * @param identities of all voters, as they answered
     * @param random draws the lineage
     */
    static View first(
            Configuration configuration, Map<ServerId, Long> identities, RandomGenerator random) {
        ImmutableSortedMap.Builder<ServerId, Standing> standings =
                ImmutableSortedMap.naturalOrder();
        for (Server server : configuration.roster().servers()) {
            long identity = identities.getOrDefault(server.id(), 0L);
            standings.put(
                    server.id(), new Standing(identity, Standing.State.OUT, 0, server.voter()));
        }
        return new View(
                1 + random.nextLong(Long.MAX_VALUE - 1),
                1,
                1,
                configuration.version(),
                configuration.digest(),
                configuration.timing().longestGrant(),
                configuration.quorum(),
                standings.build(),
                ImmutableSortedSet.of());
    }
}
