package flip.agent.config;

import com.google.common.collect.ImmutableMap;
import flip.membership.Roster;
import flip.membership.Timing;
import java.time.Duration;
import java.util.Optional;

/** Reads the durations of the protocol: a profile, and whatever is given beside it. */
final class TimingReader {
    private static final Duration MATURE = Duration.ofSeconds(5);
    private static final Duration SHORTEST_GUARD = Duration.ofMillis(50);
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);
    private static final int PING_PER_INTERVAL = 3;

    private static final Timing LAN = profile(1000, 1500, 375);

    private static final ImmutableMap<String, Timing> PROFILES =
            ImmutableMap.of(
                    "lan", LAN,
                    "fast", profile(100, 250, 60),
                    "wan", profile(5000, 15000, 3000));

    private TimingReader() {}

    /** The timing; empty, with a problem told, when it would be unsafe or useless. */
    static Optional<Timing> read(Fields file, Problems problems) {
        Timing profile = file.choice("profile", PROFILES).orElse(LAN);
        Optional<Duration> timeout = file.duration("ping_timeout", Duration.ZERO);
        Duration guard =
                file.duration("guard", Duration.ZERO)
                        .orElseGet(() -> timeout.map(TimingReader::guard).orElse(profile.guard()));
        Duration interval =
                file.duration("gossip_interval", Duration.ZERO).orElse(profile.gossipInterval());
        Duration mature = file.duration("mature", Duration.ZERO).orElse(profile.mature());
        int pings =
                file.whole("ping_per_interval", 0, Roster.MOST)
                        .orElse((long) profile.pingPerInterval())
                        .intValue();
        return checked(
                interval,
                timeout.orElse(profile.pingTimeout()),
                guard,
                mature,
                pings,
                file,
                problems);
    }

    private static Optional<Timing> checked(
            Duration interval,
            Duration timeout,
            Duration guard,
            Duration mature,
            int pings,
            Fields file,
            Problems problems) {
        try {
            return Optional.of(new Timing(interval, timeout, guard, mature, pings));
        } catch (IllegalArgumentException e) {
            tell(String.valueOf(e.getMessage()), file, problems);
        }
        // What else is wrong shows once that is put right.
        if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
            checked(SHORTEST_INTERVAL, timeout, guard, mature, pings, file, problems);
        } else if (timeout.compareTo(interval) <= 0) {
            checked(interval, interval.plusMillis(1), guard, mature, pings, file, problems);
        }
        return Optional.empty();
    }

    /** The sentences begin with the key that they are about. */
    private static void tell(String sentence, Fields file, Problems problems) {
        String key = sentence.substring(0, Math.max(0, sentence.indexOf(' ')));
        String remedy =
                file.find(key).isEmpty()
                        ? key + " is not in the file and has its usual value: give it too."
                        : key.equals("guard") ? "Leave it out for a quarter of ping_timeout." : "";
        problems.error(
                file.find(key).isPresent() ? file.place(key) : nearest(file), sentence, remedy);
    }

    /** What somebody must have written for a usual value not to fit. */
    private static Place nearest(Fields file) {
        for (String key : new String[] {"gossip_interval", "ping_timeout", "profile"}) {
            if (file.find(key).isPresent()) {
                return file.place(key);
            }
        }
        return file.place();
    }

    private static Duration guard(Duration timeout) {
        return longer(timeout.dividedBy(4), SHORTEST_GUARD);
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Timing profile(long interval, long timeout, long guard) {
        return new Timing(
                Duration.ofMillis(interval),
                Duration.ofMillis(timeout),
                Duration.ofMillis(guard),
                MATURE,
                PING_PER_INTERVAL);
    }
}
