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
                            Candidates candidates =
                                    Candidates.of(
                                            spec, catalog.configuration().roster().servers(), view);
                            owners.put(name, place(spec, candidates));
                        });
        return new Assignment(owners.buildOrThrow());
    }

    private static ImmutableSortedMap<String, ImmutableList<ServerId>> place(
            SystemSpec spec, Candidates candidates) {
        return switch (spec.kind()) {
            case SHARD -> Deal.round(spec.lots(), candidates);
            case REPLICATE -> onEach(spec.lots(), candidates);
            case SINGLETON -> onFirst(spec.lots(), candidates);
        };
    }

    private static ImmutableSortedMap<String, ImmutableList<ServerId>> onEach(
            ImmutableList<Lot> lots, Candidates candidates) {
        return lots.stream()
                .collect(
                        ImmutableSortedMap.toImmutableSortedMap(
                                String::compareTo, Lot::name, candidates::eligible));
    }

    private static ImmutableSortedMap<String, ImmutableList<ServerId>> onFirst(
            ImmutableList<Lot> lots, Candidates candidates) {
        return lots.stream()
                .collect(
                        ImmutableSortedMap.toImmutableSortedMap(
                                String::compareTo,
                                Lot::name,
                                lot -> first(lot, candidates.eligible(lot))));
    }

    private static ImmutableList<ServerId> first(Lot lot, ImmutableList<ServerId> eligible) {
        if (lot.preferred().isPresent() && eligible.contains(lot.preferred().get())) {
            return ImmutableList.of(lot.preferred().get());
        }
        return eligible.stream().limit(1).collect(ImmutableList.toImmutableList());
    }
}
