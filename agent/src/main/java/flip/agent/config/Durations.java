package flip.agent.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How durations are written: a number of milliseconds, or a number with its unit. */
final class Durations {
    /** Nobody waits longer, and sums of a few of these fit every clock. */
    static final Duration LONGEST = Duration.ofDays(30);

    static final String REMEDY =
            "Write milliseconds as a number, or a unit with it: 1500, \"500 ms\", \"1.5 s\","
                    + " \"1m\", \"2 h\".";

    private static final Pattern SPELLING =
            Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?) ?(ms|s|m|h|d)");

    private static final Map<String, Duration> UNITS =
            Map.of(
                    "ms", Duration.ofMillis(1),
                    "s", Duration.ofSeconds(1),
                    "m", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1),
                    "d", Duration.ofDays(1));

    private Durations() {}

    /** The duration that the value means, in whole milliseconds; empty when it means none. */
    static Optional<Duration> of(Json value) {
        if (value instanceof Json.Amount number) {
            return millis(new BigDecimal(number.spelling()));
        }
        if (value instanceof Json.Text text) {
            Matcher matcher = SPELLING.matcher(text.value());
            if (matcher.matches()) {
                Duration unit = UNITS.getOrDefault(matcher.group(2), Duration.ZERO);
                return millis(
                        new BigDecimal(matcher.group(1))
                                .multiply(BigDecimal.valueOf(unit.toMillis())));
            }
        }
        return Optional.empty();
    }

    /** For people: the largest unit that needs at most two decimals. */
    static String spelled(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        BigDecimal seconds = BigDecimal.valueOf(millis, 3).stripTrailingZeros();
        return seconds.toPlainString() + " s";
    }

    private static Optional<Duration> millis(BigDecimal value) {
        BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        if (plain.signum() < 0
                || plain.scale() > 0
                || plain.compareTo(BigDecimal.valueOf(LONGEST.toMillis())) > 0) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofMillis(plain.longValueExact()));
    }
}
