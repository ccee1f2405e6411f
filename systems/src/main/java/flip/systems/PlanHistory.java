package flip.systems;

import com.google.common.collect.ImmutableList;
import flip.membership.ServerId;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The plans of the last epochs that this server knew, of one lineage. */
final class PlanHistory {
    /**
     * A server that announced nothing for so many epochs is waited for until it does: that costs
     * time, never safety, and keeps a large configuration's plans to a few megabytes.
     */
    static final int MOST = 64;

    private final NavigableMap<Long, Plan> byEpoch = new TreeMap<>();

    /** Remembers a plan, and forgets the oldest, and all of another lineage. */
    void add(Plan plan) {
        if (!byEpoch.isEmpty()
                && byEpoch.firstEntry().getValue().view().lineage() != plan.view().lineage()) {
            byEpoch.clear();
        }
        byEpoch.put(plan.epoch(), plan);
        if (byEpoch.size() > MOST) {
            byEpoch.pollFirstEntry();
        }
    }

    /**
     * Whether every plan from one epoch to another is known, and in none of them any of the data is
     * that server's.
     */
    boolean neverGave(ServerId server, ImmutableList<Datum> data, long from, long to) {
        if (from > to || to - from >= MOST) {
            return false;
        }
        NavigableMap<Long, Plan> between = byEpoch.subMap(from, true, to, true);
        if (between.size() != to - from + 1) {
            return false;
        }
        return between.values().stream()
                .noneMatch(plan -> data.stream().anyMatch(datum -> plan.gives(server, datum)));
    }

    /** Who had the datum before those who have it by the newest plan; empty when not known. */
    ImmutableList<ServerId> previousOwners(DatumName name) {
        if (byEpoch.isEmpty()) {
            return ImmutableList.of();
        }
        ImmutableList<ServerId> present = owners(byEpoch.lastEntry().getValue(), name);
        return byEpoch.descendingMap().values().stream()
                .map(plan -> owners(plan, name))
                .filter(owners -> !owners.equals(present))
                .findFirst()
                .orElse(ImmutableList.of());
    }

    private static ImmutableList<ServerId> owners(Plan plan, DatumName name) {
        return plan.find(name).map(PlacedLot::owners).orElse(ImmutableList.of());
    }
}
