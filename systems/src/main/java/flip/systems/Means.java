package flip.systems;

/**
 * How a datum is raised and lowered here: what is held is lowered in the way in which it was
 * raised, whatever a newer configuration says.
 *
 * @param configurationText the configuration that says so
 * @param spec the system, as it was configured then
 * @param datum the datum, as it was configured then
 */
public record Means(String configurationText, SystemSpec spec, Datum datum) {

    DatumName name() {
        return new DatumName(spec.name(), datum.id());
    }

    /** Whether the same is run with the same arguments. */
    boolean worksLike(Means other) {
        return spec.tool().equals(other.spec.tool()) && datum.equals(other.datum);
    }

    /** The same, by a configuration that says so too. */
    Means by(Means newer) {
        return new Means(newer.configurationText, spec, datum);
    }

    /** Whether the same lowers it with the same arguments. */
    boolean lowersLike(Means other) {
        return spec.tool().lowersLike(other.spec.tool()) && datum.equals(other.datum);
    }
}
