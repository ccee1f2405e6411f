package flip.lab.sim;

import com.google.common.collect.ImmutableList;
import flip.membership.ServerId;
import flip.systems.Lot;
import flip.systems.SystemSpec;

/** Small changes of systems. */
final class Layouts {
    private Layouts() {}

    static SystemSpec withLots(SystemSpec it, ImmutableList<Lot> lots) {
        return copy(it, lots, it.servers());
    }

    static SystemSpec withServers(SystemSpec it, ImmutableList<ServerId> servers) {
        return copy(it, it.lots(), servers);
    }

    private static SystemSpec copy(
            SystemSpec it, ImmutableList<Lot> lots, ImmutableList<ServerId> servers) {
        return new SystemSpec(
                it.name(),
                it.kind(),
                lots,
                servers,
                it.tool(),
                it.policy(),
                it.conflict(),
                it.timeout(),
                it.retries(),
                it.retryDelay(),
                it.failureTimeout(),
                it.handoverTimeout(),
                it.parallel());
    }
}
