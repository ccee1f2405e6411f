package flip.systems;

import static java.util.Comparator.comparing;

import java.util.Comparator;

/**
 * Which lot of which system.
 *
 * @param system the system's name
 * @param lot the lot's name, unique within its system
 */
record LotName(String system, String lot) implements Comparable<LotName> {
    private static final Comparator<LotName> ORDER =
            comparing(LotName::system).thenComparing(LotName::lot);

    @Override
    public int compareTo(LotName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return system + "/" + lot;
    }
}
