package flip.systems;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import flip.membership.ServerId;
import flip.membership.View;

/**
 * Who should hold what, by flip's documented distribution: a pure function of a catalog and a view,
 * so that every server comes to the same result and nobody has to send it around.
 */
public final class Placement {
    private Placement() {}

    /**
     * The assignment that the view puts in force.
     *
     * @param catalog of the configuration that the view names
     */
    public static Assignment assign(Catalog catalog, View view) {
        ImmutableSortedMap.Builder<String, ImmutableSortedMap<String, ImmutableList<ServerId>>>
                owners = ImmutableSortedMap.naturalOrder();
        catalog.systems()
                .forEach(
                        (name, spec) -> {
                            Carriers carriers =
                                    Carriers.of(
                                            spec, catalog.configuration().roster().servers(), view);
                            owners.put(name, place(spec, carriers));
                        });
        return new Assignment(owners.buildOrThrow());
    }

    private static ImmutableSortedMap<String, ImmutableList<ServerId>> place(
            SystemSpec spec, Carriers carriers) {
        return switch (spec.kind()) {
            case SHARD -> Deal.round(spec.lots(), carriers);
            case REPLICATE -> onEach(spec.lots(), carriers);
            case SINGLETON -> onFirst(spec.lots(), carriers);
        };
    }

    private static ImmutableSortedMap<String, ImmutableList<ServerId>> onEach(
            ImmutableList<Lot> lots, Carriers carriers) {
        return lots.stream()
                .collect(
                        ImmutableSortedMap.toImmutableSortedMap(
                                String::compareTo, Lot::name, carriers::eligible));
    }

    private static ImmutableSortedMap<String, ImmutableList<ServerId>> onFirst(
            ImmutableList<Lot> lots, Carriers carriers) {
        return lots.stream()
                .collect(
                        ImmutableSortedMap.toImmutableSortedMap(
                                String::compareTo,
                                Lot::name,
                                lot -> first(lot, carriers.eligible(lot))));
    }

    private static ImmutableList<ServerId> first(Lot lot, ImmutableList<ServerId> eligible) {
        if (lot.preferred().isPresent() && eligible.contains(lot.preferred().get())) {
            return ImmutableList.of(lot.preferred().get());
        }
        return eligible.stream().limit(1).collect(ImmutableList.toImmutableList());
    }
}
