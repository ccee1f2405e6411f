package flip.lab.run;

import com.google.common.base.Splitter;
import flip.lab.sim.Fault;
import flip.lab.sim.Swarm;
import flip.membership.Rule;
import flip.membership.Rules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the command line asks for.
 *
 * @param seed the one to replay
 * @param first the first seed of a search
 * @param seconds so many simulated seconds at least
 * @param swarm the family of runs
 * @param off rules that are switched off
 * @param messages whether each message is told
 * @param minimise whether faults that a violation does not need are left out
 * @param goesOn whether a violation does not end the search
 * @param length how long to soak
 * @param folder where a soak writes traces
 * @param words the command line, to be printed again
 */
record Wishes(
        OptionalLong seed,
        long first,
        long seconds,
        Swarm swarm,
        List<Rule> off,
        boolean messages,
        boolean minimise,
        boolean goesOn,
        Optional<Duration> length,
        Path folder,
        String words) {
    static final String USAGE =
            """
            bin/sim --seed N [--messages] [--minimise]   replays one seed, in words
            bin/sim --seconds S [--first N] [--keep-going] runs seeds until so much time was simulated
            bin/sim --replay-dump FILE [--messages]        steps through what `flip debug dump`, or an agent that
                                                           found an invariant broken, wrote; compares what is done
            bin/soak --hours H [--first N] [--folder DIR]  runs seeds for so long (0.5 is half an hour), makes
                                                           small what is violated, and writes its trace to DIR
            options: --servers 3,4,5,7   --onlookers 2   --only FAULT,...   --without FAULT,...
                     --timing GOSSIP,TIMEOUT,GUARD,MATURE,PINGS
                     --always FAULT,...  --chaos SPANS   --off RULE,...
            """;

    private static final int LONGEST_HOURS = 1000;

    /** Interval, timeout, guard, mature, pings. */
    private static final int TIMINGS = 5;

    private static final Splitter COMMAS = Splitter.on(',').trimResults().omitEmptyStrings();

    Rules rules() {
        return Rules.without(off.toArray(Rule[]::new));
    }

    static Wishes read(String[] arguments) {
        OptionalLong seed = OptionalLong.empty();
        long first = 1;
        long seconds = 100_000;
        Swarm swarm = Swarm.ALL;
        List<Rule> off = new ArrayList<>();
        boolean messages = false;
        boolean minimise = false;
        boolean goesOn = false;
        Optional<Duration> length = Optional.empty();
        Path folder = Path.of("soak");
        List<String> shape = new ArrayList<>();
        for (int at = 0; at < arguments.length; at++) {
            String key = arguments[at];
            if (key.equals("--help")) {
                throw new IllegalArgumentException(USAGE);
            }
            if (key.equals("--messages")) {
                messages = true;
                continue;
            }
            if (key.equals("--keep-going")) {
                goesOn = true;
                continue;
            }
            if (key.equals("--minimise")) {
                minimise = true;
                continue;
            }
            if (at + 1 >= arguments.length) {
                throw new IllegalArgumentException(key + " needs a value\n" + USAGE);
            }
            String value = arguments[++at];
            switch (key) {
                case "--seed" -> seed = OptionalLong.of(number(key, value));
                case "--first" -> first = number(key, value);
                case "--seconds" -> seconds = number(key, value);
                case "--hours" -> length = Optional.of(hours(value));
                case "--folder" -> folder = Path.of(value);
                case "--off" -> values(Rule.class, value).forEach(off::add);
                default -> {
                    swarm = shaped(swarm, key, value);
                    shape.add(key + " " + value);
                }
            }
            if (key.equals("--off")) {
                shape.add(key + " " + value);
            }
        }
        return new Wishes(
                seed,
                first,
                seconds,
                swarm,
                off,
                messages,
                minimise,
                goesOn,
                length,
                folder,
                String.join(" ", shape));
    }

    private static long number(String key, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " needs a whole number, not " + value, e);
        }
    }

    private static Duration hours(String value) {
        try {
            double hours = Double.parseDouble(value);
            if (hours > 0 && hours <= LONGEST_HOURS) {
                return Duration.ofMillis(Math.round(hours * Duration.ofHours(1).toMillis()));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--hours needs a number, not " + value, e);
        }
        throw new IllegalArgumentException(
                "--hours is more than 0 and at most " + LONGEST_HOURS + ", not " + value);
    }

    private static Swarm timed(Swarm swarm, String key, String value) {
        List<Long> parts = numbers(key, value);
        if (parts.size() != TIMINGS) {
            throw new IllegalArgumentException(
                    key + " needs " + TIMINGS + " numbers with commas between, not " + value);
        }
        return swarm.timings(
                Swarm.timing(
                        parts.get(0),
                        parts.get(1),
                        parts.get(2),
                        parts.get(3),
                        Math.toIntExact(parts.get(4))));
    }

    private static List<Long> numbers(String key, String value) {
        return COMMAS.splitToStream(value).map(part -> number(key, part)).toList();
    }

    private static Swarm shaped(Swarm swarm, String key, String value) {
        return switch (key) {
            case "--servers" ->
                    swarm.sizes(
                            numbers(key, value).stream()
                                    .map(Math::toIntExact)
                                    .toArray(Integer[]::new));
            case "--onlookers" -> swarm.onlookers(Math.toIntExact(number(key, value)));
            case "--chaos" -> swarm.chaos(Math.toIntExact(number(key, value)));
            case "--timing" -> timed(swarm, key, value);
            case "--only" -> swarm.allowing(values(Fault.class, value));
            case "--without" -> swarm.allowing(EnumSet.complementOf(values(Fault.class, value)));
            case "--always" -> swarm.always(values(Fault.class, value).toArray(Fault[]::new));
            default -> throw new IllegalArgumentException("unknown option " + key + "\n" + USAGE);
        };
    }

    private static <E extends Enum<E>> EnumSet<E> values(Class<E> type, String text) {
        EnumSet<E> found = EnumSet.noneOf(type);
        COMMAS.splitToStream(text.toUpperCase(Locale.ROOT).replace('-', '_'))
                .forEach(name -> found.add(value(type, name)));
        return found;
    }

    private static <E extends Enum<E>> E value(Class<E> type, String name) {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "there is no " + name + "; there are " + EnumSet.allOf(type), e);
        }
    }
}
