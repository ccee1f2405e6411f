package flip.systems;

import com.google.common.collect.ImmutableList;
import flip.membership.Exclusion;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.View;

/**
 * The carriers of one system, in the order in which they are given data, and which of them a view
 * lets have a lot.
 *
 * @param system its name
 * @param servers all of them, by priority, then id
 * @param up those that are up
 * @param view which says so, and has the exclusions
 */
record Carriers(
        String system, ImmutableList<ServerId> servers, ImmutableList<ServerId> up, View view) {

    /** Those that a roster, in its order, has for the system, whatever order the system has. */
    static Carriers of(SystemSpec spec, ImmutableList<Server> roster, View view) {
        ImmutableList<ServerId> servers =
                roster.stream()
                        .map(Server::id)
                        .filter(spec.servers()::contains)
                        .collect(ImmutableList.toImmutableList());
        ImmutableList<ServerId> up =
                servers.stream().filter(view::isUp).collect(ImmutableList.toImmutableList());
        return new Carriers(spec.name(), servers, up, view);
    }

    boolean isUp(ServerId server) {
        return up.contains(server);
    }

    /** Those that may have the lot: up and not excluded, or just up when that leaves nobody. */
    ImmutableList<ServerId> eligible(Lot lot) {
        if (view.exclusions().isEmpty()) {
            return up;
        }
        ImmutableList<ServerId> unexcluded =
                up.stream()
                        .filter(server -> !isExcluded(server, lot))
                        .collect(ImmutableList.toImmutableList());
        return unexcluded.isEmpty() ? up : unexcluded;
    }

    private boolean isExcluded(ServerId server, Lot lot) {
        return view.exclusions().contains(new Exclusion(server, system, lot.name()));
    }
}
