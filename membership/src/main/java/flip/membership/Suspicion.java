package flip.membership;

import com.google.common.collect.ImmutableSortedSet;
import java.util.TreeMap;

/** Who accuses a member of being silent, within which incarnation and refutation (SWIM §4.2). */
final class Suspicion {
    private final TreeMap<ServerId, Long> accusers = new TreeMap<>();
    private long incarnation;
    private boolean ours;

    /** The highest with which the member answered in this incarnation. */
    private long refuted;

    /** Whether this accusation is news. */
    boolean accused(ServerId by, long incarnation, long refutation) {
        if (incarnation < this.incarnation) {
            return false;
        }
        if (incarnation > this.incarnation) {
            began(incarnation);
        }
        // Refuted already: what goes round for ever, told by whoever did not hear the answer.
        if (refutation < refuted) {
            return false;
        }
        Long before = accusers.get(by);
        if (before != null && before >= refutation) {
            return false;
        }
        accusers.put(by, refutation);
        return true;
    }

    /**
     * This server accuses it itself, by the latest that it knows. Only a round trip ends that,
     * whatever is refuted: what another identity of the same server says is no answer, and its
     * incarnations do not compare.
     *
     * @return the refutation that the member has to exceed
     */
    long accuse(long incarnation, long refutation) {
        if (incarnation > this.incarnation) {
            began(incarnation);
        }
        ours = true;
        return incarnation < this.incarnation ? refuted : Math.max(refutation, refuted);
    }

    /** Within which incarnation it is accused. */
    long incarnation() {
        return incarnation;
    }

    /** The member answered with this refutation: lower accusations are over. */
    void refuted(long incarnation, long refutation) {
        if (incarnation == 0) {
            return; // Before its start sweep is over it counts for votes and for nothing else.
        }
        if (incarnation > this.incarnation) {
            began(incarnation);
        }
        if (incarnation == this.incarnation && refutation > refuted) {
            refuted = refutation;
            accusers.values().removeIf(accusation -> accusation < refutation);
        }
    }

    private void began(long later) {
        incarnation = later;
        refuted = 0;
        accusers.clear();
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
