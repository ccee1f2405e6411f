package flip.lab.sim;

import com.google.common.collect.ImmutableList;
import flip.membership.ServerId;
import flip.systems.Lot;
import flip.systems.SystemSpec;
import flip.systems.Tool;

/** Small changes of systems. */
final class Layouts {
    private Layouts() {}

    static SystemSpec withLots(SystemSpec it, ImmutableList<Lot> lots) {
        return copy(it, lots, it.servers());
    }

    static SystemSpec withServers(SystemSpec it, ImmutableList<ServerId> servers) {
        return copy(it, it.lots(), servers);
    }

    static SystemSpec withTool(SystemSpec it, Tool tool) {
        return copy(it, it.lots(), it.servers(), tool);
    }

    static SystemSpec withConflict(SystemSpec it, SystemSpec.Conflict conflict) {
        return copy(it, it.lots(), it.servers(), it.tool(), conflict);
    }

    private static SystemSpec copy(
            SystemSpec it, ImmutableList<Lot> lots, ImmutableList<ServerId> servers) {
        return copy(it, lots, servers, it.tool());
    }

    private static SystemSpec copy(
            SystemSpec it, ImmutableList<Lot> lots, ImmutableList<ServerId> servers, Tool tool) {
        return copy(it, lots, servers, tool, it.conflict());
    }

    private static SystemSpec copy(
            SystemSpec it,
            ImmutableList<Lot> lots,
            ImmutableList<ServerId> servers,
            Tool tool,
            SystemSpec.Conflict conflict) {
        return new SystemSpec(
                it.name(),
                it.kind(),
                lots,
                servers,
                tool,
                it.policy(),
                conflict,
                it.timeout(),
                it.retries(),
                it.retryDelay(),
                it.failureTimeout(),
                it.handoverTimeout(),
                it.parallel());
    }
}
