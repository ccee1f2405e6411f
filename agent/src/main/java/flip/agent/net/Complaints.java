package flip.agent.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The log lines about what is not routine: one at once, then at most one a minute for each cause,
 * however much comes and from however many. Its memory is bounded by the number of causes.
 */
final class Complaints {
    static final Duration PERIOD = Duration.ofMinutes(1);

    /** A line names this many addresses; a flood of forged ones must not fill the log. */
    static final int LIMIT_NAMED = 3;

    private final LongSupplier nanoTime;
    private final Consumer<String> log;
    private final Map<NetworkEvent, Unsaid> unsaid = new EnumMap<>(NetworkEvent.class);

    Complaints(LongSupplier nanoTime, Consumer<String> log) {
        this.nanoTime = nanoTime;
        this.log = log;
    }

    /** Says it now, or keeps it for the next line about this cause. */
    void complain(NetworkEvent cause, InetSocketAddress peer) {
        Unsaid cases = unsaid.computeIfAbsent(cause, first -> new Unsaid());
        cases.add(peer);
        sayIfDue(cause, cases);
    }

    /** Called once a period, so that the last cases of a burst are said too. */
    void flush() {
        unsaid.forEach(this::sayIfDue);
    }

    private void sayIfDue(NetworkEvent cause, Unsaid cases) {
        long now = nanoTime.getAsLong();
        if (cases.count > 0 && (!cases.everSaid || now - cases.saidAt >= PERIOD.toNanos())) {
            cause.complaint(cases.count, cases.peers()).ifPresent(log);
            cases.said(now);
        }
    }

    /** The cases of one cause that no line has told yet. */
    private static final class Unsaid {
        private final Set<String> named = new LinkedHashSet<>();
        private boolean others;
        private long count;
        private boolean everSaid;
        private long saidAt;

        void add(InetSocketAddress peer) {
            count++;
            if (named.size() < LIMIT_NAMED) {
                named.add(name(peer));
            } else if (!others) {
                others = !named.contains(name(peer));
            }
        }

        void said(long now) {
            everSaid = true;
            saidAt = now;
            count = 0;
            named.clear();
            others = false;
        }

        String peers() {
            return named.stream().collect(Collectors.joining(", ")) + (others ? " and others" : "");
        }

        /** Without the port: a peer's TCP connections have a new one each time. */
        private static String name(InetSocketAddress peer) {
            InetAddress address = peer.getAddress();
            return address == null ? peer.getHostString() : address.getHostAddress();
        }
    }
}
