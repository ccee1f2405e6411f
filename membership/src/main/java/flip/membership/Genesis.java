package flip.membership;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The first view of a new cluster: epoch 1 of a fresh lineage, or one above all that the survivors
 * of a former one can have heard of; everybody out.
 */
final class Genesis {
    private Genesis() {}

    /**
     * The view in which the cluster begins.
     *
     * @param configuration that all voters have
     * @param identities of all voters that are there, as they answered
     * @param recovery what an operator said of the others
     * @param random draws the lineage
     */
    static View first(
            Configuration configuration,
            Map<ServerId, Long> identities,
            Recovery recovery,
            RandomGenerator random) {
        int voters = 0;
        ImmutableSortedMap.Builder<ServerId, Standing> standings =
                ImmutableSortedMap.naturalOrder();
        for (Server server : configuration.roster().servers()) {
            long identity = identities.getOrDefault(server.id(), 0L);
            boolean votes = server.voter() && !recovery.lost().contains(server.id());
            standings.put(server.id(), new Standing(identity, Standing.State.OUT, 0, votes));
            voters += votes ? 1 : 0;
        }
        Duration own = configuration.timing().longestGrant();
        Duration before = recovery.longestGrant();
        Descent descent =
                recovery.isNone()
                        ? Descent.NONE
                        : new Descent(recovery.formers(), recovery.lost())
                                .within(configuration.roster().voters());
        return new View(
                1 + random.nextLong(Long.MAX_VALUE - 1),
                1,
                recovery.epoch() + 1,
                configuration.version(),
                configuration.digest(),
                before.compareTo(own) > 0 ? before : own,
                configuration.quorumOf(voters),
                standings.build(),
                ImmutableSortedSet.of(),
                descent);
    }
}
