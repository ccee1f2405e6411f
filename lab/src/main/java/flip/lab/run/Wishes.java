package flip.lab.run;

import com.google.common.base.Splitter;
import flip.lab.sim.Fault;
import flip.lab.sim.Swarm;
import flip.membership.Rule;
import flip.membership.Rules;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
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
        String words) {
    static final String USAGE =
            """
            bin/sim --seed N [--messages] [--minimise]   replays one seed, in words
            bin/sim --seconds S [--first N] [--keep-going] runs seeds until so much time was simulated
            options: --servers 3,4,5,7   --onlookers 2   --only FAULT,...   --without FAULT,...
                     --timing GOSSIP,TIMEOUT,GUARD,MATURE,PINGS
                     --always FAULT,...  --chaos SPANS   --off RULE,...
            """;

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
                case "--seed" -> seed = OptionalLong.of(Long.parseLong(value));
                case "--first" -> first = Long.parseLong(value);
                case "--seconds" -> seconds = Long.parseLong(value);
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
                String.join(" ", shape));
    }

    private static Swarm shaped(Swarm swarm, String key, String value) {
        return switch (key) {
            case "--servers" ->
                    swarm.sizes(
                            COMMAS.splitToStream(value)
                                    .map(Integer::valueOf)
                                    .toArray(Integer[]::new));
            case "--onlookers" -> swarm.onlookers(Integer.parseInt(value));
            case "--chaos" -> swarm.chaos(Integer.parseInt(value));
            case "--timing" -> {
                List<Long> parts = COMMAS.splitToStream(value).map(Long::valueOf).toList();
                yield swarm.timings(
                        Swarm.timing(
                                parts.get(0),
                                parts.get(1),
                                parts.get(2),
                                parts.get(3),
                                Math.toIntExact(parts.get(4))));
            }
            case "--only" -> swarm.allowing(values(Fault.class, value));
            case "--without" -> swarm.allowing(EnumSet.complementOf(values(Fault.class, value)));
            case "--always" -> swarm.always(values(Fault.class, value).toArray(Fault[]::new));
            default -> throw new IllegalArgumentException("unknown option " + key + "\n" + USAGE);
        };
    }

    private static <E extends Enum<E>> EnumSet<E> values(Class<E> type, String text) {
        EnumSet<E> found = EnumSet.noneOf(type);
        COMMAS.splitToStream(text.toUpperCase(Locale.ROOT).replace('-', '_'))
                .forEach(name -> found.add(Enum.valueOf(type, name)));
        return found;
    }
}
