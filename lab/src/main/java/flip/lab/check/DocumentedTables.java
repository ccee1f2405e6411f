package flip.lab.check;

import com.google.common.collect.ImmutableSortedMap;
import flip.membership.ServerId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** I9: the documented example ends in exactly the documented assignments. */
public final class DocumentedTables {
    private final Truth truth;

    DocumentedTables(Truth truth) {
        this.truth = truth;
    }

    /**
     * Throws unless exactly these servers hold exactly these data.
     *
     * @param system whose table it is
     * @param table datum, and who is to hold it
     */
    public void require(String system, ImmutableSortedMap<String, ServerId> table) {
        Map<String, Set<ServerId>> expected = new TreeMap<>();
        table.forEach((datum, server) -> add(expected, datum, server));
        Map<String, Set<ServerId>> found = new TreeMap<>();
        truth.holds().all().stream()
                .filter(hold -> hold.thing().system().equals(system))
                .forEach(hold -> add(found, hold.thing().datum(), hold.server()));
        if (!found.equals(expected)) {
            throw new Violation("I9", "expected " + expected + ", found " + found);
        }
    }

    private static void add(Map<String, Set<ServerId>> to, String datum, ServerId server) {
        to.computeIfAbsent(datum, unknown -> new TreeSet<>()).add(server);
    }
}
