package flip.systems;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import flip.membership.ServerId;

/**
 * Who should hold what: system, lot, servers. A pure function of a catalog and a view.
 *
 * @param owners by system's name, then lot's name; an empty list where nobody is eligible
 */
public record Assignment(
        ImmutableSortedMap<String, ImmutableSortedMap<String, ImmutableList<ServerId>>> owners) {
    /** Nobody holds anything. */
    public static final Assignment NONE = new Assignment(ImmutableSortedMap.of());

    /** Who should hold that lot; empty also when there is no such lot. */
    public ImmutableList<ServerId> owners(String system, String lot) {
        ImmutableSortedMap<String, ImmutableList<ServerId>> lots = owners.get(system);
        ImmutableList<ServerId> found = lots == null ? null : lots.get(lot);
        return found == null ? ImmutableList.of() : found;
    }
}
