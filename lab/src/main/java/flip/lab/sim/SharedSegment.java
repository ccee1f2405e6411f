package flip.lab.sim;

import flip.lab.check.Checks;
import flip.lab.check.Thing;
import flip.membership.ServerId;
import flip.systems.Event;
import flip.systems.Status;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * What the servers hear of each other beside their messages: who says that a thing is his. On a
 * shared segment that passes also where messages do not.
 */
final class SharedSegment {
    /** A watch tells of one rival for one thing that often. */
    private static final long TOLD_NANOS = 1_000_000_000;

    private static final long USUAL_NANOS = 20_000_000;
    private static final long LATEST_NANOS = 3_000_000_000L;

    private final Simulation simulation;
    private final Cluster cluster;
    private final Checks checks;
    private final RandomGenerator random;
    private final TreeMap<Heard, Long> toldAt = new TreeMap<>();
    private boolean shared = true;

    /** Who hears whom about what. */
    private record Heard(ServerId listener, String rival, Thing thing)
            implements Comparable<Heard> {
        @Override
        public int compareTo(Heard other) {
            int byListener = listener.compareTo(other.listener);
            int byRival = byListener != 0 ? byListener : rival.compareTo(other.rival);
            return byRival != 0 ? byRival : thing.compareTo(other.thing);
        }
    }

    SharedSegment(Simulation simulation, Cluster cluster, Checks checks) {
        this.simulation = simulation;
        this.cluster = cluster;
        this.checks = checks;
        random = simulation.random("segment");
    }

    /** Whether what cuts messages cuts nothing else. */
    void share(boolean it) {
        shared = it;
    }

    /** In some runs what cuts messages cuts all. */
    void drawWhetherShared() {
        share(random.nextInt(4) != 0);
    }

    /** That server says that the thing is there. */
    void announce(ServerId where, Thing thing) {
        for (ServerId listener : cluster.servers()) {
            if (!listener.equals(where) && random.nextInt(10) != 0) {
                long delay = random.nextLong(random.nextInt(20) == 0 ? LATEST_NANOS : USUAL_NANOS);
                simulation.after(
                        delay,
                        () -> {
                            if (shared || !cluster.network().isCut(where, listener)) {
                                hears(listener, where.value(), thing);
                            }
                        });
            }
        }
    }

    /** A host that is no server of the cluster says that the thing is there. */
    void forge(ServerId listener, Thing thing) {
        hears(listener, "somebody", thing);
    }

    private void hears(ServerId listener, String rival, Thing thing) {
        Heard heard = new Heard(listener, rival, thing);
        Long last = toldAt.get(heard);
        if (last != null && simulation.nowNanos() - last < TOLD_NANOS) {
            return;
        }
        toldAt.put(heard, simulation.nowNanos());
        cluster.holds().contest(listener, thing);
        Host host = cluster.host(listener);
        Event claim = new Event.Contested(thing.system(), thing.datum(), rival);
        host.looksBefore(claim); // Whoever slept has no lease, and sees that first.
        Optional<Status> before = host.status();
        host.deliver(claim);
        Optional<Status> after = host.status();
        if (before.isPresent() && after.isPresent() && !host.isPaused()) {
            checks.contested(listener, thing, before.get(), after.get());
        }
    }
}
