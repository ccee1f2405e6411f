package flip.membership;

/**
 * The numbers on this server's messages, and when each recent one was sent. They grow for ever, so
 * an echoed stamp proves a round trip, and one of this process proves that a message is not a
 * recorded one.
 */
final class Stamps {
    /**
     * Of 250 servers each sends some 500 messages an interval: sixteen intervals; L is rarely over
     * three.
     */
    private static final int REMEMBERED = 8192;

    private final long first;
    private final long[] sentAt = new long[REMEMBERED];
    private long next;
    private long datedFrom;

    Stamps(long first) {
        this.first = first;
        this.next = first;
        this.datedFrom = first;
    }

    /** The stamp of a message that is sent now. */
    long next(Moment now) {
        sentAt[(int) (next % REMEMBERED)] = now.nanos();
        return next++;
    }

    /** The stamp that comes next. */
    long upcoming() {
        return next;
    }

    /** Whether this process sent it: who echoes it has heard this process. */
    boolean isOfThisProcess(long stamp) {
        return stamp >= first && stamp < next;
    }

    /**
     * The clock stood still: when those before now were sent is no longer known. An answer to one
     * of them, queued while this server slept, would else grant a lease that was over long ago
     * (I10).
     */
    void forgetTimes() {
        datedFrom = next;
    }

    /**
     * When it was sent; {@link Moment#NEVER} for one of an earlier process, or that is forgotten.
     */
    Moment sentAt(long stamp) {
        return isOfThisProcess(stamp) && stamp >= datedFrom && next - stamp <= REMEMBERED
                ? new Moment(sentAt[(int) (stamp % REMEMBERED)])
                : Moment.NEVER;
    }
}
