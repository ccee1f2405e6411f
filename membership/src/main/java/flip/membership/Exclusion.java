package flip.membership;

import static java.util.Comparator.comparing;

import java.util.Comparator;

/**
 * A server that is not to be given a lot of data for a while, because its script failed there.
 *
 * @param server the server, which asked for it itself
 * @param system the system's name
 * @param lot the lot's name within that system
 */
public record Exclusion(ServerId server, String system, String lot)
        implements Comparable<Exclusion> {
    private static final Comparator<Exclusion> ORDER =
            comparing(Exclusion::server)
                    .thenComparing(Exclusion::system)
                    .thenComparing(Exclusion::lot);

    @Override
    public int compareTo(Exclusion other) {
        return ORDER.compare(this, other);
    }
}
