package flip.membership;

/**
 * Who was among too few itself has no right to accuse: when a partition heals link by link, the
 * first who meet again are given L to meet the others before they vote anybody down. Before they
 * meet, {@link Opinions} has them say "not yet".
 */
final class Forgiveness {
    private final Self self;
    private boolean amongQuorum;

    Forgiveness(Self self) {
        this.self = self;
    }

    /** Whom this server reaches may be others by now. */
    void look(Moment now) {
        boolean among = self.reachesQuorum(now);
        if (among && !amongQuorum) {
            self.members().credit(now);
        }
        amongQuorum = among;
    }
}
