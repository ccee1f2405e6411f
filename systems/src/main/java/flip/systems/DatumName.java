package flip.systems;

import static java.util.Comparator.comparing;

import java.util.Comparator;

/**
 * Which datum of which system.
 *
 * @param system the system's name
 * @param datum the datum's id, unique within its system
 */
record DatumName(String system, String datum) implements Comparable<DatumName> {
    private static final Comparator<DatumName> ORDER =
            comparing(DatumName::system).thenComparing(DatumName::datum);

    @Override
    public int compareTo(DatumName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return system + "/" + datum;
    }
}
