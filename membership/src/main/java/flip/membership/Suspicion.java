package flip.membership;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Map;
import java.util.TreeMap;

/** Who accuses a member of being silent, within which incarnation and refutation (SWIM §4.2). */
final class Suspicion {
    private final TreeMap<ServerId, Long> accusers = new TreeMap<>();
    private long incarnation;

    /** Whether this accusation is news. */
    boolean accused(ServerId by, long incarnation, long refutation) {
        if (incarnation < this.incarnation) {
            return false;
        }
        if (incarnation > this.incarnation) {
            accusers.clear();
            this.incarnation = incarnation;
        }
        Long before = accusers.get(by);
        if (before != null && before >= refutation) {
            return false;
        }
        accusers.put(by, refutation);
        return true;
    }

    /** The member answered with this refutation: lower accusations are over. */
    void refuted(long incarnation, long refutation) {
        if (incarnation > this.incarnation) {
            this.incarnation = incarnation;
            accusers.clear();
        } else if (incarnation == this.incarnation) {
            accusers.values().removeIf(accusation -> accusation < refutation);
        }
    }

    /** That accuser has had a round trip since. */
    boolean withdrawn(ServerId by) {
        return accusers.remove(by) != null;
    }

    boolean isBy(ServerId accuser) {
        return accusers.containsKey(accuser);
    }

    ImmutableSortedSet<ServerId> accusers() {
        return ImmutableSortedSet.copyOf(accusers.keySet());
    }

    /** The highest refutation that would have to be exceeded. */
    long highest() {
        return accusers.entrySet().stream().mapToLong(Map.Entry::getValue).max().orElse(0);
    }
}
