package flip.membership;

/** Which stamps of one sender were seen: each is taken once, and none that is far behind. */
final class ReplayWindow {
    /** How far behind the newest message one may arrive; reordering on a LAN is a handful. */
    static final int WIDTH = 1024;

    private final long[] seen = new long[WIDTH / Long.SIZE];
    private long highest = Long.MIN_VALUE;

    /** Whether the stamp is new; a second call with it returns false. */
    boolean takes(long stamp) {
        if (highest == Long.MIN_VALUE) {
            highest = stamp;
        } else if (stamp > highest) {
            forget(stamp);
            highest = stamp;
        } else if (highest - stamp < 0 || highest - stamp >= WIDTH || isSeen(stamp)) {
            return false;
        }
        seen[word(stamp)] |= bit(stamp);
        return true;
    }

    private void forget(long upTo) {
        long ahead = upTo - highest;
        if (ahead < 0 || ahead >= WIDTH) { // So far ahead that the difference is no number.
            java.util.Arrays.fill(seen, 0);
            return;
        }
        for (long stamp = highest + 1; stamp <= upTo; stamp++) {
            seen[word(stamp)] &= ~bit(stamp);
        }
    }

    private boolean isSeen(long stamp) {
        return (seen[word(stamp)] & bit(stamp)) != 0;
    }

    private static int word(long stamp) {
        return (int) (Math.floorMod(stamp, (long) WIDTH) / Long.SIZE);
    }

    private static long bit(long stamp) {
        return 1L << (stamp % Long.SIZE);
    }
}
