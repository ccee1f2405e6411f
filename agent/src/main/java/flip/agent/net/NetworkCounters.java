package flip.agent.net;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** How often each thing happened on the network since the start: a snapshot. */
public record NetworkCounters(Map<NetworkEvent, Long> counts) {
    public NetworkCounters {
        EnumMap<NetworkEvent, Long> copy = new EnumMap<>(NetworkEvent.class);
        copy.putAll(counts);
        counts = Collections.unmodifiableMap(copy);
    }

    public long of(NetworkEvent event) {
        return counts.getOrDefault(event, 0L);
    }
}
