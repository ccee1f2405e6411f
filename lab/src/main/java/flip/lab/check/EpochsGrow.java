package flip.lab.check;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import flip.membership.Notice;
import flip.membership.Promise;
import flip.membership.ServerId;
import flip.membership.View;
import java.util.Comparator;
import java.util.TreeMap;

/** I2: within a lineage, epochs that a server acts on only grow, across restarts too. */
final class EpochsGrow implements Invariant {
    private record Memory(ServerId server, long identity, long lineage)
            implements Comparable<Memory> {
        private static final Comparator<Memory> ORDER =
                comparing(Memory::server)
                        .thenComparingLong(Memory::identity)
                        .thenComparing(comparingLong(Memory::lineage));

        @Override
        public int compareTo(Memory other) {
            return ORDER.compare(this, other);
        }
    }

    private final Truth truth;
    private final TreeMap<Memory, Long> actedOn = new TreeMap<>();
    private final TreeMap<ServerId, Boolean> fresh = new TreeMap<>();

    EpochsGrow(Truth truth) {
        this.truth = truth;
    }

    @Override
    public void started(ServerId server) {
        fresh.put(server, true);
    }

    @Override
    public void told(ServerId server, Notice notice) {
        if (notice instanceof Notice.Installed installed) {
            View view = installed.view();
            // A process that starts takes up the view of its promise once more.
            boolean again = Boolean.TRUE.equals(fresh.put(server, false));
            check(server, truth.identity(server), view, again);
        }
    }

    @Override
    public void durable(ServerId server, Promise promise) {
        // What is acted on was durable before, so a promise never falls behind it.
        Long before =
                actedOn.get(new Memory(server, promise.identity(), promise.known().lineage()));
        if (before != null && promise.known().epoch() < before) {
            throw new Violation(
                    "I2",
                    server
                            + " acted on epoch "
                            + before
                            + " and remembers only "
                            + promise.known().epoch());
        }
    }

    private void check(ServerId server, long identity, View view, boolean again) {
        Memory memory = new Memory(server, identity, view.lineage());
        Long before = actedOn.put(memory, view.epoch());
        if (before != null && (view.epoch() < before || (view.epoch() == before && !again))) {
            throw new Violation(
                    "I2", server + " acted on epoch " + before + ", and now on " + view.epoch());
        }
    }
}
