package flip.membership;

import com.google.common.collect.ImmutableSortedSet;

/**
 * Whom a round asks, and how many of them it needs.
 *
 * @param voters of the known view; before there is one, of this server's file
 * @param quorum the Q that they agreed to; at genesis all of them
 * @param needed how many answers count as a quorum: as many, unless the rule is off
 */
record Electorate(ImmutableSortedSet<ServerId> voters, int quorum, int needed) {
    static final Electorate NOBODY = new Electorate(ImmutableSortedSet.of(), 0, 0);

    /** That of the generation that this server knows. */
    static Electorate of(Self self) {
        View known = self.known();
        ImmutableSortedSet<ServerId> voters = known.isFormed() ? known.voters() : self.founders();
        boolean all = !known.isFormed() && self.rules().has(Rule.GENESIS_BY_ALL);
        int quorum =
                all
                        ? voters.size()
                        : known.isFormed()
                                ? known.quorum()
                                : self.configurations().latest().quorumOf(voters.size());
        return new Electorate(
                voters,
                quorum,
                self.rules().has(Rule.FULL_QUORUM) ? quorum : Math.max(1, quorum - 1));
    }
}
