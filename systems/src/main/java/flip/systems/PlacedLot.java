package flip.systems;

import com.google.common.collect.ImmutableList;
import flip.membership.ServerId;

/**
 * A lot, and who should hold it.
 *
 * @param configurationText the configuration that it is of
 * @param spec its system
 * @param lot what moves together
 * @param owners by the plan
 */
record PlacedLot(
        String configurationText, SystemSpec spec, Lot lot, ImmutableList<ServerId> owners) {

    ImmutableList<Means> means() {
        return lot.data().stream()
                .map(datum -> new Means(configurationText, spec, datum))
                .collect(ImmutableList.toImmutableList());
    }

    @Override
    public String toString() {
        return spec.name() + "/" + lot.name();
    }
}
