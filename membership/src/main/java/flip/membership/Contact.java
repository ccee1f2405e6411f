package flip.membership;

/** One identity of a member, and what it said last: by incarnation, then by stamp. */
final class Contact {
    /** Of whom nothing was ever heard. */
    static final Contact NONE = new Contact(0);

    private final long identity;
    private final ReplayWindow window = new ReplayWindow();
    private long highestStamp;
    private long latestStamp = Long.MIN_VALUE;
    private long incarnation;
    private long refutation;
    private long lineage;
    private long epoch;
    private long settled = -1;
    private long configurationVersion;
    private long configurationDigest;
    private Header.Wants wants = Header.Wants.OUT;
    private boolean leased;
    private boolean gone;
    private Moment reachedAt = Moment.NEVER;
    private Moment livingReachedAt = Moment.NEVER;
    private Moment heardAt = Moment.NEVER;

    Contact(long identity) {
        this.identity = identity;
    }

    /** Whether this message of it was not taken before. */
    boolean takes(long stamp) {
        return window.takes(stamp);
    }

    /** It was heard, which by itself proves nothing but that it can be echoed. */
    void heard(Moment now, long stamp) {
        heardAt = now;
        highestStamp = Math.max(highestStamp, stamp);
    }

    /**
     * What a message says that is no replay. An older one never overwrites a newer one.
     *
     * @param will whether it was said for a server that is gone
     */
    void said(Header header, boolean will) {
        boolean newer =
                header.incarnation() > incarnation
                        || (header.incarnation() == incarnation && header.stamp() > latestStamp);
        if (!newer) {
            // It is back, and votes, before its start sweep is over: the will was stamped before.
            gone &= header.stamp() <= latestStamp;
            return;
        }
        latestStamp = header.stamp();
        incarnation = header.incarnation();
        refutation = header.refutation();
        lineage = header.lineage();
        epoch = header.epoch();
        settled = header.incarnation() == 0 ? -1 : header.settled();
        configurationVersion = header.configurationVersion();
        configurationDigest = header.configurationDigest();
        wants = header.wants();
        leased = header.leased();
        gone = will;
    }

    /**
     * It echoed a message of ours that was sent then.
     *
     * @param living whether it spoke with an incarnation: before its start sweep is over a server
     *     counts for votes and for nothing else
     */
    void reached(Moment sentAt, boolean living) {
        reachedAt = Moment.later(reachedAt, sentAt);
        if (living) {
            livingReachedAt = Moment.later(livingReachedAt, sentAt);
        }
    }

    long identity() {
        return identity;
    }

    long highestStamp() {
        return highestStamp;
    }

    long incarnation() {
        return incarnation;
    }

    long refutation() {
        return refutation;
    }

    long lineage() {
        return lineage;
    }

    long epoch() {
        return epoch;
    }

    long settled() {
        return settled;
    }

    /** Whether it says that it has that configuration. */
    boolean tellsOf(Configuration configuration) {
        return configurationVersion == configuration.version()
                && configurationDigest == configuration.digest();
    }

    Header.Wants wants() {
        return wants;
    }

    boolean isLeased() {
        return leased;
    }

    /** Whether it said nothing after the last will that was heard: nobody waits for its voice. */
    boolean isGone() {
        return gone;
    }

    Moment reachedAt() {
        return reachedAt;
    }

    Moment livingReachedAt() {
        return livingReachedAt;
    }

    Moment heardAt() {
        return heardAt;
    }
}
