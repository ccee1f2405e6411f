package flip.agent.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Until when a driver may hold what it holds, on its own clock. What that showed, at the least,
 * when ours showed something, is known from its answers; so a lease never ends later there than
 * here.
 */
final class DriverLeases {
    /** Why something is not allowed. */
    static final String NONE = "the lease of the system is over, or not known to it";

    private static final double NANOS_IN_A_MILLISECOND = 1e6;

    private final Map<String, Long> untilNanos = new TreeMap<>();

    /** Of these, what this process was told. */
    private final Map<String, Long> toldNanos = new TreeMap<>();

    private boolean known;
    private double itsMillis;
    private long oursNanos;

    /** Another process, which knows of no lease yet, and may have another clock. */
    void begin() {
        known = false;
        toldNanos.clear();
    }

    /** What its clock showed before ours showed that. Says whether that can be a clock. */
    boolean clockTold(String millis, long nanoTime) {
        try {
            double told = Double.parseDouble(millis);
            known = told >= 0 && told < Long.MAX_VALUE / NANOS_IN_A_MILLISECOND;
            itsMillis = told;
            oursNanos = nanoTime;
        } catch (NumberFormatException e) {
            known = false;
        }
        return known;
    }

    /**
     * The line that renews a system's lease, to be told now; empty while its clock is not known.
     */
    Optional<String> renewed(String system, long until) {
        untilNanos.put(system, until);
        return known ? Optional.of(line(system, until)) : Optional.empty();
    }

    /** The lines for all leases that are not over, to be told now. */
    List<String> all(long nanoTime) {
        if (!known) {
            return List.of();
        }
        return untilNanos.entrySet().stream()
                .filter(entry -> entry.getValue() - nanoTime > 0)
                .map(entry -> line(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Whether it needs no lease, or this process was told of one that is not over. */
    boolean allow(DriverRequest request, long nanoTime) {
        return request.leased()
                .map(toldNanos::get)
                .map(until -> until - nanoTime > 0)
                .orElse(request.leased().isEmpty());
    }

    private String line(String system, long until) {
        toldNanos.put(system, until);
        double its = itsMillis + (until - oursNanos) / NANOS_IN_A_MILLISECOND;
        return "renew %s %d".formatted(Said.encoded(system), Math.max(0, (long) Math.floor(its)));
    }
}
