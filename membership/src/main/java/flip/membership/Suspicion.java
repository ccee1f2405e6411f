package flip.membership;

import com.google.common.collect.ImmutableSortedSet;
import java.util.TreeMap;

/** Who accuses a member of being silent, within which incarnation and refutation (SWIM §4.2). */
final class Suspicion {
    private final TreeMap<ServerId, Long> accusers = new TreeMap<>();
    private long incarnation;
    private boolean ours;

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

    /**
     * This server accuses it itself. Only a round trip ends that, whatever is refuted: what another
     * identity of the same server says is no answer, and its incarnations do not compare.
     */
    void begin() {
        ours = true;
    }

    /** This server has had a round trip since. */
    void end() {
        ours = false;
    }

    /** Whether this server accuses it itself. */
    boolean isOurs() {
        return ours;
    }

    /** Everybody who accuses it. */
    ImmutableSortedSet<ServerId> accusers(ServerId self) {
        ImmutableSortedSet.Builder<ServerId> all = ImmutableSortedSet.naturalOrder();
        all.addAll(accusers.keySet());
        if (ours) {
            all.add(self);
        }
        return all.build();
    }
}
