package flip.agent.net;

import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what happens on the network and complains of what is not routine. Written by the event
 * loop alone; anybody may take a snapshot.
 */
final class EventCounts {
    /** Filled when it is made and never again, so that it can be read on any thread. */
    private final Map<NetworkEvent, AtomicLong> counts = new EnumMap<>(NetworkEvent.class);

    private final Complaints complaints;

    EventCounts(Complaints complaints) {
        this.complaints = complaints;
        for (NetworkEvent event : NetworkEvent.values()) {
            counts.put(event, new AtomicLong());
        }
    }

    /** Counts what is routine. */
    void count(NetworkEvent event) {
        counter(event).incrementAndGet();
    }

    /** Counts what is not routine, with whom it has to do. */
    void count(NetworkEvent event, InetSocketAddress peer) {
        count(event);
        complaints.complain(event, peer);
    }

    void flush() {
        complaints.flush();
    }

    NetworkCounters snapshot() {
        Map<NetworkEvent, Long> snapshot = new EnumMap<>(NetworkEvent.class);
        for (NetworkEvent event : NetworkEvent.values()) {
            snapshot.put(event, counter(event).get());
        }
        return new NetworkCounters(snapshot);
    }

    private AtomicLong counter(NetworkEvent event) {
        return Objects.requireNonNull(counts.get(event));
    }
}
