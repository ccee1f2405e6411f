package flip.systems;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import flip.membership.ServerId;
import flip.membership.Timing;
import flip.membership.View;
import java.time.Duration;
import java.util.Optional;

/** Who should hold what in one epoch, by lot and by datum. */
final class Plan {
    private final View view;
    private final Timing timing;
    private final ImmutableSortedMap<String, SystemSpec> systems;
    private final Assignment assignment;

    /** By the id of the datum alone: two systems may have one of the same id. */
    private final ImmutableListMultimap<String, PlacedLot> byDatum;

    private final ImmutableList<PlacedLot> ours;
    private final ImmutableSet<Tool> tools;

    private Plan(
            View view,
            Timing timing,
            ImmutableSortedMap<String, SystemSpec> systems,
            Assignment assignment,
            ImmutableListMultimap<String, PlacedLot> byDatum,
            ImmutableList<PlacedLot> ours) {
        this.view = view;
        this.timing = timing;
        this.systems = systems;
        this.assignment = assignment;
        this.byDatum = byDatum;
        this.ours = ours;
        tools =
                ours.stream()
                        .map(placed -> placed.spec().tool())
                        .collect(ImmutableSet.toImmutableSet());
    }

    /** The plan of that view, whose configuration is that catalog's, as this server sees it. */
    static Plan of(Catalog catalog, View view, ServerId self) {
        String text = catalog.configuration().text();
        Assignment assignment = Placement.assign(catalog, view);
        ImmutableListMultimap.Builder<String, PlacedLot> byDatum = ImmutableListMultimap.builder();
        ImmutableList.Builder<PlacedLot> ours = ImmutableList.builder();
        for (SystemSpec spec : catalog.systems().values()) {
            for (Lot lot : spec.lots()) {
                ImmutableList<ServerId> owners = assignment.owners(spec.name(), lot.name());
                PlacedLot placed = new PlacedLot(text, spec, lot, owners);
                lot.data().forEach(datum -> byDatum.put(datum.id(), placed));
                if (owners.contains(self)) {
                    ours.add(placed);
                }
            }
        }
        return new Plan(
                view,
                catalog.configuration().timing(),
                catalog.systems(),
                assignment,
                byDatum.build(),
                ours.build());
    }

    View view() {
        return view;
    }

    /** How much longer than a lease the others wait. */
    Duration guard() {
        return timing.guard();
    }

    /** The length of a lease. */
    Duration pingTimeout() {
        return timing.pingTimeout();
    }

    long epoch() {
        return view.epoch();
    }

    ImmutableSortedMap<String, SystemSpec> systems() {
        return systems;
    }

    Assignment assignment() {
        return assignment;
    }

    /** Where that datum of that system belongs. */
    Optional<PlacedLot> find(DatumName name) {
        return byDatum.get(name.datum()).stream()
                .filter(placed -> placed.spec().name().equals(name.system()))
                .findFirst();
    }

    /** How that datum of that system is raised and lowered. */
    Optional<Means> means(DatumName name) {
        return find(name).flatMap(placed -> placed.means(name.datum()));
    }

    /**
     * Whether a datum of that id, of whatever system, is that server's: a new configuration may
     * have moved it from one system to another.
     */
    boolean gives(ServerId server, Datum datum) {
        return byDatum.get(datum.id()).stream()
                .anyMatch(placed -> placed.owners().contains(server));
    }

    /** All lots, of whatever system, that have a datum of that id. */
    ImmutableList<PlacedLot> lotsWith(String datum) {
        return byDatum.get(datum);
    }

    /** All lots that are this server's, by system, then by lot. */
    ImmutableList<PlacedLot> ours() {
        return ours;
    }

    /** By what those are to be raised. */
    ImmutableSet<Tool> tools() {
        return tools;
    }
}
