package flip.lab.check;

import static java.util.Comparator.comparing;

import java.util.Comparator;

/**
 * A datum of a system: what a server can hold.
 *
 * @param system the system's name
 * @param datum the datum's id
 */
public record Thing(String system, String datum) implements Comparable<Thing> {
    private static final Comparator<Thing> ORDER =
            comparing(Thing::system).thenComparing(Thing::datum);

    @Override
    public int compareTo(Thing other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return system + "/" + datum;
    }
}
