package flip.systems;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import flip.membership.ServerId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One system's lots, dealt like cards.
 *
 * <p>First round all servers, up or not, which gives each lot its home. Then what a server that is
 * not up would have is dealt on among the ones that are up, beginning at the server after the one
 * that got the last lot: a server that got one lot fewer in the first deal is the first to get one
 * more, so all stay within one lot of each other. Last, what came to a server that is excluded from
 * it is dealt on among the others. Each deal leaves alone what the ones before it placed, so a
 * server that goes down moves only what it had, and an exclusion only what is excluded.
 */
final class Deal {
    private final Carriers carriers;
    private final Map<String, ServerId> owners = new TreeMap<>();

    /** The place of the server that is next. */
    private int next;

    private Deal(Carriers carriers) {
        this.carriers = carriers;
    }

    /** Who gets what. */
    static ImmutableSortedMap<String, ImmutableList<ServerId>> round(
            ImmutableList<Lot> lots, Carriers carriers) {
        Deal deal = new Deal(carriers);
        if (!carriers.up().isEmpty()) {
            lots.forEach(deal::home);
            lots.stream().filter(deal::isOrphan).forEach(lot -> deal.on(lot, carriers.up()));
            lots.stream()
                    .filter(deal::isMisplaced)
                    .forEach(lot -> deal.on(lot, carriers.eligible(lot)));
        }
        return lots.stream()
                .collect(
                        ImmutableSortedMap.toImmutableSortedMap(
                                String::compareTo, Lot::name, deal::owner));
    }

    private void home(Lot lot) {
        if (lot.preferred().isPresent() && carriers.servers().contains(lot.preferred().get())) {
            owners.put(lot.name(), lot.preferred().get());
            return;
        }
        on(lot, carriers.servers());
    }

    private boolean isOrphan(Lot lot) {
        ServerId owner = owners.get(lot.name());
        return owner == null || !carriers.isUp(owner);
    }

    private boolean isMisplaced(Lot lot) {
        ServerId owner = owners.get(lot.name());
        return owner == null || !carriers.eligible(lot).contains(owner);
    }

    /** Gives the lot to the next of those servers. */
    private void on(Lot lot, List<ServerId> among) {
        int size = carriers.servers().size();
        for (int skipped = 0; skipped < size; skipped++) {
            int place = (next + skipped) % size;
            ServerId server = carriers.servers().get(place);
            if (among.contains(server)) {
                owners.put(lot.name(), server);
                next = (place + 1) % size;
                return;
            }
        }
    }

    private ImmutableList<ServerId> owner(Lot lot) {
        ServerId owner = owners.get(lot.name());
        return owner == null ? ImmutableList.of() : ImmutableList.of(owner);
    }
}
