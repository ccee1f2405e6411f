package flip.membership;

/**
 * The cluster's part of the configuration: the same on every server, versioned, agreed.
 *
 * @param version the higher one wins, once the quorum agreed to it
 * @param digest of the text; equal versions with different digests are refused
 * @param quorum Q: how many voters must agree before a change is made
 * @param roster all servers
 * @param timing every duration of the protocol
 * @param text the canonical JSON, at most {@link #LONGEST} characters; what is handed to others
 */
public record Configuration(
        long version, long digest, int quorum, Roster roster, Timing timing, String text) {
    /** Fits a TCP frame with room to spare. */
    public static final int LONGEST = 512 * 1024;

    /** A higher version could not be told to others. */
    public static final long HIGHEST_VERSION = WireReader.HIGHEST_IN_MESSAGE;

    public Configuration {
        int voters = roster.voters().size();
        if (version < 0 || version > HIGHEST_VERSION) {
            throw new IllegalArgumentException(
                    "version must be 0 to " + HIGHEST_VERSION + ", not " + version);
        }
        if (quorum < 1 || quorum > voters) {
            throw new IllegalArgumentException(
                    "quorum must be 1 to " + voters + ", the number of voters, not " + quorum);
        }
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "the cluster's configuration has at most "
                            + LONGEST
                            + " characters, not "
                            + text.length());
        }
    }

    /**
     * Q while only so many of the voters vote, because the others were lost: a majority of those,
     * or less where the quorum is less; with all of them the quorum.
     */
    int quorumOf(int voting) {
        int majority = voting / 2 + 1;
        return voting >= roster.voters().size() ? quorum : Math.min(quorum, majority);
    }

    /** Whether two disjoint sets of voters cannot both be a quorum. */
    public boolean isMajority() {
        return quorum > roster.voters().size() / 2;
    }
}
