package flip.agent;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the agent refused beside the network. Written on the event loop alone. */
final class Counters {
    /** One line at most in so long about packets that cannot be read. */
    private static final Duration COMPLAINT_PERIOD = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(Counters.class);

    private long undecodable;
    private long unaddressed;
    private long unsaid;
    private boolean said;
    private long saidAt;

    /** A packet with a key of ours that is no message of this version. */
    void undecodable(InetSocketAddress from, String reason) {
        undecodable++;
        unsaid++;
        long now = System.nanoTime();
        if (!said || now - saidAt >= COMPLAINT_PERIOD.toNanos()) {
            log.warn(
                    "{} {} from {} refused, though sealed with our key: {} (another release of the"
                            + " agent there?)",
                    unsaid,
                    unsaid == 1 ? "packet" : "packets",
                    from,
                    reason);
            said = true;
            saidAt = now;
            unsaid = 0;
        }
    }

    /**
     * A message to a server whose name has no address yet, or that no roster has had, nor anybody
     * heard, since this process began.
     */
    void unaddressed() {
        unaddressed++;
    }

    Map<String, Long> snapshot() {
        Map<String, Long> all = new TreeMap<>();
        all.put("refused_undecodable", undecodable);
        all.put("send_without_address", unaddressed);
        return all;
    }
}
