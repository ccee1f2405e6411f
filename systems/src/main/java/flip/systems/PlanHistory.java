package flip.systems;

import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import flip.membership.ServerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Who was given what in the last epochs that this server knew, of one lineage. It keeps nothing of
 * the plans but that: a whole plan of thousands of data for each epoch would fill an agent's heap.
 */
final class PlanHistory {
    /**
     * A server that announced nothing for so many epochs is waited for until it does: that costs
     * time, never safety, and a datum takes a few hundred bytes here.
     */
    static final int MOST = 64;

    private static final ImmutableList<ServerId> NOBODY = ImmutableList.of();

    /** Where each epoch is in every row. */
    private final NavigableMap<Long, Integer> places = new TreeMap<>();

    /** By the id of the datum first: two systems may have one of the same id. */
    private final NavigableMap<DatumName, Row> rows =
            new TreeMap<>(comparing(DatumName::datum).thenComparing(DatumName::system));

    private long lineage;

    /** The owners of one datum. */
    private static final class Row {
        private final List<ImmutableList<ServerId>> owners =
                new ArrayList<>(Collections.nCopies(MOST, NOBODY));

        /** The newest epoch whose plan has the datum at all. */
        private long newest;

        ImmutableList<ServerId> at(int place) {
            return owners.get(place);
        }

        boolean everHad(ServerId server, Collection<Integer> between) {
            return between.stream().anyMatch(place -> at(place).contains(server));
        }
    }

    /** Remembers a plan, and forgets the oldest, and all of another lineage. */
    void add(Plan plan) {
        if (plan.view().lineage() != lineage) {
            lineage = plan.view().lineage();
            places.clear();
            rows.clear();
        }
        int place = place(plan.epoch());
        rows.values().forEach(row -> row.owners.set(place, NOBODY));
        // The same few servers, of thousands of data.
        Map<ImmutableList<ServerId>, ImmutableList<ServerId>> shared = new LinkedHashMap<>();
        for (SystemSpec spec : plan.systems().values()) {
            for (Lot lot : spec.lots()) {
                ImmutableList<ServerId> owners = plan.assignment().owners(spec.name(), lot.name());
                ImmutableList<ServerId> once = shared.computeIfAbsent(owners, first -> first);
                for (Datum datum : lot.data()) {
                    Row row =
                            rows.computeIfAbsent(
                                    new DatumName(spec.name(), datum.id()), name -> new Row());
                    row.owners.set(place, once);
                    row.newest = plan.epoch();
                }
            }
        }
        long oldest = places.firstKey();
        rows.values().removeIf(row -> row.newest < oldest);
    }

    /** That of the epoch, or of the oldest one, which is forgotten for it. */
    private int place(long epoch) {
        Integer known = places.get(epoch);
        if (known != null) {
            return known;
        }
        int place =
                places.size() < MOST ? places.size() : places.remove(places.firstKey()).intValue();
        places.put(epoch, place);
        return place;
    }

    /**
     * Whether every plan from one epoch to another is known, and in none of them any of the data is
     * that server's, in whatever system: a new configuration may have moved it to another one.
     */
    boolean neverGave(ServerId server, ImmutableList<Datum> data, long from, long to) {
        if (from > to || to - from >= MOST) {
            return false;
        }
        Collection<Integer> between = places.subMap(from, true, to, true).values();
        if (between.size() != to - from + 1) {
            return false;
        }
        return data.stream()
                .flatMap(datum -> rowsOf(datum.id()))
                .noneMatch(row -> row.everHad(server, between));
    }

    private Stream<Row> rowsOf(String datum) {
        return rows.tailMap(new DatumName("", datum), true).entrySet().stream()
                .takeWhile(entry -> entry.getKey().datum().equals(datum))
                .map(Map.Entry::getValue);
    }

    /** Who had the datum before those who have it by the newest plan; empty when not known. */
    ImmutableList<ServerId> previousOwners(DatumName name) {
        Row row = rows.get(name);
        if (row == null) {
            return NOBODY;
        }
        ImmutableList<ServerId> present = row.at(places.lastEntry().getValue());
        return places.descendingMap().values().stream()
                .map(row::at)
                .filter(owners -> !owners.equals(present))
                .findFirst()
                .orElse(NOBODY);
    }
}
