package flip.lab.check;

import flip.membership.ServerId;
import flip.membership.Standing;
import flip.systems.Run;
import flip.systems.Status;
import flip.systems.SystemSpec;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * I4: no alive without a lease, a view in which the server is up with its present incarnation, and
 * the release of whoever may hold the datum.
 */
final class AliveIsEntitled implements Invariant {
    private record Claim(ServerId server, String system, String lot) implements Comparable<Claim> {
        @Override
        public int compareTo(Claim other) {
            int byServer = server.compareTo(other.server);
            int bySystem = byServer != 0 ? byServer : system.compareTo(other.system);
            return bySystem != 0 ? bySystem : lot.compareTo(other.lot);
        }
    }

    private final Truth truth;

    /** Since when the plan has given a server a lot without a break. */
    private final TreeMap<Claim, Duration> since = new TreeMap<>();

    AliveIsEntitled(Truth truth) {
        this.truth = truth;
    }

    @Override
    public void started(ServerId server) {
        since.keySet().removeIf(claim -> claim.server().equals(server));
    }

    @Override
    public void installed(ServerId server, Status status) {
        for (Map.Entry<String, Status.SystemStatus> system : status.systems().entrySet()) {
            system.getValue()
                    .lots()
                    .forEach(
                            (lot, of) -> {
                                Claim claim = new Claim(server, system.getKey(), lot);
                                if (of.intended().contains(server)) {
                                    since.putIfAbsent(claim, truth.elapsed());
                                } else {
                                    since.remove(claim);
                                }
                            });
        }
    }

    @Override
    public void running(ServerId server, Run run, Status status) {
        if (run.verb() != Run.Verb.ALIVE) {
            return;
        }
        Thing thing = new Thing(run.system(), run.datum());
        require(status.leased() && !status.leaseLeft().isNegative(), server, thing, "no lease");
        require(
                status.view().isUp(server, status.identity(), status.incarnation()),
                server,
                thing,
                "incarnation " + status.incarnation() + " is not up in " + status.view());
        Status.SystemStatus system = status.systems().get(run.system());
        require(system != null, server, thing, "no such system");
        if (system == null) {
            return;
        }
        boolean given = false;
        for (Map.Entry<String, Status.LotStatus> lot : system.lots().entrySet()) {
            if (lot.getValue().intended().contains(server)
                    && lot.getValue().data().containsKey(run.datum())) {
                given = true;
                requireRelease(
                        server, thing, status, new Claim(server, run.system(), lot.getKey()));
            }
        }
        require(given, server, thing, "the plan does not give it");
    }

    private void requireRelease(ServerId server, Thing thing, Status status, Claim claim) {
        SystemSpec spec = truth.system(thing.system()).orElseThrow();
        if (spec.kind() == SystemSpec.Kind.REPLICATE) {
            return;
        }
        Duration waited =
                truth.elapsed().minus(since.getOrDefault(claim, truth.elapsed())).multipliedBy(101);
        boolean mayTake =
                spec.policy() == SystemSpec.NoQuorumPolicy.FREEZE
                        && waited.compareTo(spec.handoverTimeout().multipliedBy(100)) >= 0;
        for (Hold other : truth.holds().of(thing)) {
            Standing standing = status.view().standings().get(other.server());
            boolean isUp =
                    standing != null
                            && standing.isUp(other.identity(), other.incarnation())
                            && !other.server().equals(server);
            require(!isUp || mayTake, server, thing, "not released: " + other);
        }
    }

    private static void require(boolean holds, ServerId server, Thing thing, String otherwise) {
        if (!holds) {
            throw new Violation("I4", server + " starts alive of " + thing + ": " + otherwise);
        }
    }
}
