package flip.agent.net;

import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts what happens on the network and complains of what is not routine. Written by the event
 * loop alone; anybody may take a snapshot.
 */
final class Ledger {
  private final AtomicLongArray counts = new AtomicLongArray(NetworkEvent.values().length);
  private final Complaints complaints;

  Ledger(Complaints complaints) {
    this.complaints = complaints;
  }

  /** Counts what is routine. */
  void count(NetworkEvent event) {
    counts.incrementAndGet(event.ordinal());
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
      snapshot.put(event, counts.get(event.ordinal()));
    }
    return new NetworkCounters(snapshot);
  }
}
