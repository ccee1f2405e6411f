package flip.lab.sim;

import com.google.common.collect.ImmutableList;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.Timing;
import flip.systems.SystemSpec;

/**
 * A configuration of the simulator, before it is written down.
 *
 * @param version the higher one wins
 * @param quorum Q
 * @param timing every duration of the protocol
 * @param servers all of them
 * @param systems all of them
 */
record Layout(
        long version,
        int quorum,
        Timing timing,
        ImmutableList<Server> servers,
        ImmutableList<SystemSpec> systems) {

    /** A majority of the voters must agree. */
    static Layout of(
            long version,
            Timing timing,
            ImmutableList<Server> servers,
            ImmutableList<SystemSpec> systems) {
        int voters = (int) servers.stream().filter(Server::voter).count();
        return new Layout(version, voters / 2 + 1, timing, servers, systems);
    }

    boolean has(ServerId server) {
        return servers.stream().anyMatch(it -> it.id().equals(server));
    }

    boolean isMajority() {
        return quorum > servers.stream().filter(Server::voter).count() / 2;
    }

    Layout with(ImmutableList<SystemSpec> changed) {
        return new Layout(version + 1, quorum, timing, servers, changed);
    }

    Layout with(ImmutableList<Server> someServers, ImmutableList<SystemSpec> someSystems) {
        return new Layout(version + 1, quorum, timing, someServers, someSystems);
    }

    Layout with(Timing changed) {
        return new Layout(version + 1, quorum, changed, servers, systems);
    }
}
