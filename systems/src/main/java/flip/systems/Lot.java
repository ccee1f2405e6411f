package flip.systems;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import flip.membership.ServerId;
import java.util.Collections;
import java.util.Optional;

/**
 * Data that move together: a single datum of a sharded system, a group, or all data of a singleton.
 *
 * @param name unique within its system; a lone datum's own name
 * @param data at least one, sorted
 * @param preferred the server that gets it whenever it is up
 */
public record Lot(String name, ImmutableList<Datum> data, Optional<ServerId> preferred)
        implements Comparable<Lot> {
    public Lot {
        if (data.isEmpty()) {
            throw new IllegalArgumentException("lot " + name + " has no data");
        }
        data = ImmutableList.sortedCopyOf(data);
    }

    /** The datum of that id. */
    Optional<Datum> find(String id) {
        int index = Collections.binarySearch(Lists.transform(data, Datum::id), id);
        return index < 0 ? Optional.empty() : Optional.of(data.get(index));
    }

    @Override
    public int compareTo(Lot other) {
        return name.compareTo(other.name);
    }
}
