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

    String script(Run.Verb verb) {
        return switch (verb) {
            case ALIVE -> spec.alive();
            case DOWN -> spec.down();
        };
    }

    /** Whether the same scripts are run with the same arguments. */
    boolean worksLike(Means other) {
        return spec.alive().equals(other.spec.alive())
                && spec.down().equals(other.spec.down())
                && datum.equals(other.datum);
    }

    /** The same, by a configuration that says so too. */
    Means by(Means newer) {
        return new Means(newer.configurationText, spec, datum);
    }

    /** Whether the same script lowers it with the same arguments. */
    boolean lowersLike(Means other) {
        return spec.down().equals(other.spec.down()) && datum.equals(other.datum);
    }
}
