package flip.membership;

/**
 * The number of a round of agreement, totally ordered (Paxos Made Simple, §2.2).
 *
 * @param counter grows with each attempt
 * @param proposer breaks ties; empty only in {@link #ZERO}
 */
public record Ballot(long counter, String proposer) implements Comparable<Ballot> {
    /** Below every ballot that is ever proposed. */
    public static final Ballot ZERO = new Ballot(0, "");

    /**
     * No honest proposer is so many attempts ahead. And after the highest number comes the lowest:
     * whoever proposed next would take a promise back.
     */
    private static final long LONGEST_LEAP = 1L << 32;

    @Override
    public int compareTo(Ballot other) {
        int byCounter = Long.compare(counter, other.counter);
        return byCounter != 0 ? byCounter : proposer.compareTo(other.proposer);
    }

    /** The lowest ballot of that proposer above this one. */
    public Ballot next(ServerId by) {
        return new Ballot(counter + 1, by.value());
    }

    /** Whether it is too far above that one to come from an honest proposer. */
    boolean isLeapFrom(Ballot other) {
        return counter > other.counter && counter - other.counter > LONGEST_LEAP;
    }

    @Override
    public String toString() {
        return counter + "@" + proposer;
    }
}
