package flip.systems;

import com.google.common.collect.ImmutableList;
import flip.membership.ServerId;
import java.util.Optional;

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

    LotName name() {
        return new LotName(spec.name(), lot.name());
    }

    ImmutableList<Means> means() {
        return lot.data().stream().map(this::means).collect(ImmutableList.toImmutableList());
    }

    /** How the datum of that id is raised and lowered, if it is of this lot. */
    Optional<Means> means(String datum) {
        return lot.find(datum).map(this::means);
    }

    private Means means(Datum datum) {
        return new Means(configurationText, spec, datum);
    }

    @Override
    public String toString() {
        return name().toString();
    }
}
