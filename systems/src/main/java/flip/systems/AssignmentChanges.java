package flip.systems;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import flip.membership.Notice;
import flip.membership.ServerId;
import java.util.ArrayList;
import java.util.List;

/** One line for each lot that a new plan gives to others than the one before. */
final class AssignmentChanges {
    private AssignmentChanges() {}

    static List<Action> between(Plan before, Plan after) {
        Assignment old = before.assignment();
        Assignment current = after.assignment();
        List<Action> changes = new ArrayList<>();
        for (String system : Sets.union(current.owners().keySet(), old.owners().keySet())) {
            for (String lot : Sets.union(lots(current, system), lots(old, system))) {
                ImmutableList<ServerId> owners = current.owners(system, lot);
                ImmutableList<ServerId> previousOwners = old.owners(system, lot);
                if (!owners.equals(previousOwners)) {
                    changes.add(
                            new Action.Tell(
                                    new Notice.Assigned(
                                            after.epoch(),
                                            system,
                                            lot,
                                            RunEnvironment.blankSeparated(owners),
                                            RunEnvironment.blankSeparated(previousOwners))));
                }
            }
        }
        return changes;
    }

    private static ImmutableSortedSet<String> lots(Assignment assignment, String system) {
        return assignment.owners().getOrDefault(system, ImmutableSortedMap.of()).keySet();
    }
}
