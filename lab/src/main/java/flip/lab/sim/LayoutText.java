package flip.lab.sim;

import static java.util.stream.Collectors.joining;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Configuration;
import flip.membership.Roster;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.Timing;
import flip.systems.Catalog;
import flip.systems.CatalogReader;
import flip.systems.Datum;
import flip.systems.Lot;
import flip.systems.SystemSpec;
import flip.systems.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The simulator's own form of a configuration: a word that says what a line is about, then its
 * parts in a fixed order, set apart by blanks; lists by commas. The systems' lots follow their
 * system.
 */
final class LayoutText implements CatalogReader {
    private static final Splitter WORDS = Splitter.on(' ');
    private static final Splitter COMMAS = Splitter.on(',').omitEmptyStrings();
    private static final String NOBODY = "-";
    private static final String SCRIPTED = "scripts";

    /** What was read before: the same text gives the same catalog. */
    private final TreeMap<String, Catalog> read = new TreeMap<>();

    /** Writes a layout down. */
    static String write(Layout layout) {
        StringBuilder text = new StringBuilder();
        text.append("version ").append(layout.version()).append('\n');
        text.append("quorum ").append(layout.quorum()).append('\n');
        Timing timing = layout.timing();
        line(
                text,
                "timing",
                timing.gossipInterval().toMillis(),
                timing.pingTimeout().toMillis(),
                timing.guard().toMillis(),
                timing.mature().toMillis(),
                timing.pingPerInterval());
        for (Server it : layout.servers()) {
            line(text, "server", it.id(), it.port(), it.priority(), it.voter());
        }
        for (SystemSpec it : layout.systems()) {
            line(
                    text,
                    "system",
                    it.name(),
                    it.kind(),
                    it.policy(),
                    it.timeout().toMillis(),
                    it.retries(),
                    it.retryDelay().toMillis(),
                    it.failureTimeout().toMillis(),
                    it.handoverTimeout().toMillis(),
                    it.parallel(),
                    it.conflict(),
                    "," + it.servers().stream().map(ServerId::value).collect(joining(",")),
                    it.tool() instanceof Tool.Driver driver ? driver.named() : SCRIPTED);
            for (Lot lot : it.lots()) {
                line(
                        text,
                        "lot",
                        lot.name(),
                        lot.preferred().map(ServerId::value).orElse(NOBODY),
                        lot.data().stream().map(Datum::id).collect(joining(",")));
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, Object... words) {
        text.append(
                        ImmutableList.copyOf(words).stream()
                                .map(Object::toString)
                                .collect(joining(" ")))
                .append('\n');
    }

    @Override
    public Catalog read(String text) {
        return read.computeIfAbsent(text, LayoutText::parse);
    }

    private static Catalog parse(String text) {
        long version = 0;
        int quorum = 0;
        Optional<Timing> timing = Optional.empty();
        List<Server> servers = new ArrayList<>();
        TreeMap<String, SystemSpec> systems = new TreeMap<>();
        String system = "";
        for (String line : text.lines().toList()) {
            List<String> words = WORDS.splitToList(line);
            switch (words.get(0)) {
                case "version" -> version = number(words, 1);
                case "quorum" -> quorum = (int) number(words, 1);
                case "timing" -> timing = Optional.of(timing(words));
                case "server" -> servers.add(server(words));
                case "system" -> {
                    system = words.get(1);
                    systems.put(system, system(words, Roster.of(servers)));
                }
                case "lot" -> systems.computeIfPresent(system, (name, it) -> with(it, lot(words)));
                default -> throw new IllegalArgumentException("no such line: " + line);
            }
        }
        Configuration configuration =
                new Configuration(
                        version,
                        digest(text),
                        quorum,
                        Roster.of(servers),
                        timing.orElseThrow(() -> new IllegalArgumentException("no timing")),
                        text);
        return new Catalog(configuration, ImmutableSortedMap.copyOfSorted(systems));
    }

    private static long digest(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int at = 0; at < text.length(); at++) {
            hash = (hash ^ text.charAt(at)) * 0x100000001b3L;
        }
        return hash;
    }

    private static long number(List<String> words, int at) {
        return Long.parseLong(words.get(at));
    }

    private static Duration millis(List<String> words, int at) {
        return Duration.ofMillis(number(words, at));
    }

    private static Timing timing(List<String> words) {
        return new Timing(
                millis(words, 1),
                millis(words, 2),
                millis(words, 3),
                millis(words, 4),
                (int) number(words, 5));
    }

    private static Server server(List<String> words) {
        return new Server(
                new ServerId(words.get(1)),
                "10.0.0." + (number(words, 2) % 250),
                (int) number(words, 2),
                (int) number(words, 3),
                Boolean.parseBoolean(words.get(4)));
    }

    private static SystemSpec system(List<String> words, Roster roster) {
        List<String> carriers = COMMAS.splitToList(words.get(11));
        return new SystemSpec(
                words.get(1),
                SystemSpec.Kind.valueOf(words.get(2)),
                ImmutableList.of(),
                roster.servers().stream()
                        .map(Server::id)
                        .filter(id -> carriers.contains(id.value()))
                        .collect(ImmutableList.toImmutableList()),
                tool(words.get(12)),
                SystemSpec.NoQuorumPolicy.valueOf(words.get(3)),
                SystemSpec.Conflict.valueOf(words.get(10)),
                millis(words, 4),
                (int) number(words, 5),
                millis(words, 6),
                millis(words, 7),
                millis(words, 8),
                (int) number(words, 9));
    }

    private static Lot lot(List<String> words) {
        String preferred = words.get(2);
        return new Lot(
                words.get(1),
                COMMAS.splitToStream(words.get(3))
                        .map(LayoutText::datum)
                        .collect(ImmutableList.toImmutableList()),
                preferred.equals(NOBODY) ? Optional.empty() : Optional.of(new ServerId(preferred)));
    }

    private static Tool tool(String word) {
        return word.equals(SCRIPTED) ? scripts() : new Tool.Driver(word);
    }

    /** With nothing that is resident. */
    static Tool scripts() {
        return new Tool.Scripts("raise", "lower");
    }

    /** One of the drivers that a machine has. */
    static Tool anyDriver(RandomGenerator random) {
        return new Tool.Driver(Drivers.NAMES.get(random.nextInt(Drivers.NAMES.size())));
    }

    /** A datum of that name, with no configuration of its own. */
    static Datum datum(String id) {
        return new Datum(id, "{}", ImmutableSortedMap.of());
    }

    private static SystemSpec with(SystemSpec it, Lot lot) {
        return Layouts.withLots(
                it, ImmutableList.<Lot>builder().addAll(it.lots()).add(lot).build());
    }
}
