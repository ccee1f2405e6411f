package flip.membership;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The invariants that need only memberships: I1, I3 between two clusters, and I10. */
final class Violations {
    private record Place(long lineage, long epoch) {}

    private final Map<Place, View> installed = new HashMap<>();
    private final List<View> chosen = new ArrayList<>();
    private final Set<String> found = new LinkedHashSet<>();

    void noted(Moment now, String process, Notice notice) {
        if (notice instanceof Notice.Chosen choice) {
            chosen.add(choice.view());
        } else if (notice instanceof Notice.Installed news) {
            View view = news.view();
            View other = installed.putIfAbsent(new Place(view.lineage(), view.epoch()), view);
            if (other != null && !other.equals(view)) {
                found.add(
                        "I1: "
                                + process
                                + " acts on another view "
                                + view.epoch()
                                + " than a server before it, at "
                                + now);
            }
        }
    }

    void look(Moment now, Map<String, Membership> running) {
        running.forEach(
                (process, member) -> {
                    if (now.isBefore(member.leaseUntil())) {
                        deadLease(process, member);
                        twoClusters(now, process, member, running);
                    }
                });
    }

    private void deadLease(String process, Membership holder) {
        for (View view : chosen) {
            Standing standing = view.standings().get(new ServerId(process.replace("'", "")));
            if (standing != null
                    && view.lineage() == holder.view().lineage()
                    && standing.identity() == holder.identity()
                    && standing.isOver(holder.identity(), holder.incarnation())) {
                found.add(
                        "I10: "
                                + process
                                + " has a lease in the life that is over in the chosen view "
                                + view.epoch());
            }
        }
    }

    private void twoClusters(
            Moment now, String process, Membership holder, Map<String, Membership> running) {
        running.forEach(
                (other, member) -> {
                    if (now.isBefore(member.leaseUntil())
                            && member.view().lineage() != holder.view().lineage()
                            && process.compareTo(other) < 0) {
                        found.add(
                                "I3: "
                                        + process
                                        + " and "
                                        + other
                                        + " hold leases of two clusters at once");
                    }
                });
    }

    ImmutableList<String> found() {
        return ImmutableList.copyOf(found);
    }
}
