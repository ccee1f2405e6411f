package flip.systems;

import static flip.systems.Given.catalog;
import static flip.systems.Given.excluding;
import static flip.systems.Given.named;
import static flip.systems.Given.server;
import static flip.systems.Given.spec;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import flip.membership.Exclusion;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.View;
import flip.systems.SystemSpec.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What is true of every placement, whatever is configured and whoever is up: nothing is missing,
 * nothing is held twice, nothing moves that need not, and no server has two more than another.
 */
class PlacementPropertiesTest {
    private static final int[] PRIORITIES = {1, 2, Server.LAST};
    private static final int MOST_SERVERS = 6;
    private static final int SEEDS = 4_000;
    private static final List<Kind> KINDS = List.of(Kind.SHARD, Kind.REPLICATE, Kind.SINGLETON);

    /** A system's servers, in the order in which they are given data. */
    private record Carriers(List<Server> all) {
        List<ServerId> up(int upBits) {
            return IntStream.range(0, all.size())
                    .filter(bit -> (upBits >> bit & 1) == 1)
                    .mapToObj(all::get)
                    .sorted(Comparator.comparingInt(Server::priority).thenComparing(Server::id))
                    .map(Server::id)
                    .toList();
        }

        View view(Catalog catalog, int upBits) {
            return Given.view(
                    1, catalog, up(upBits).stream().map(ServerId::value).toArray(String[]::new));
        }
    }

    /** Up to five servers of each of three priorities, up to seven data, whoever is up. */
    @Test
    void whateverThePrioritiesEachKindIsPlacedAsItShould() {
        for (int servers = 1; servers < MOST_SERVERS; servers++) {
            int combinations = (int) Math.pow(PRIORITIES.length, servers);
            for (int combination = 0; combination < combinations; combination++) {
                Carriers carriers = carriers(servers, combination);
                for (int data = 0; data <= 7; data += 1 + data / 3) {
                    Catalog catalog = everyKind(carriers, data);
                    Assignment allUp = assigned(carriers, catalog, (1 << servers) - 1);
                    for (int up = 0; up < 1 << servers; up++) {
                        Assignment now = assigned(carriers, catalog, up);
                        assertSharded(of(now, "shard"), carriers.up(up));
                        assertOnlyOrphansMoved(allUp, now, carriers.up(up));
                        assertReplicated(now, carriers.up(up));
                        assertOnFirst(now, carriers.up(up));
                    }
                }
            }
        }
    }

    /**
     * Several systems of all kinds, each with servers, groups, preferences and priorities of its
     * own, with exclusions; an arbiter beside them.
     */
    @Test
    void whateverIsConfiguredNothingIsMissingNothingTwiceAndNobodyHasWhatIsNotForHim() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Server> servers = new ArrayList<>();
            int count = random.nextInt(1, MOST_SERVERS + 1);
            for (int each = 0; each < count; each++) {
                servers.add(
                        random.nextBoolean()
                                ? server("s" + each)
                                : server("s" + each, random.nextInt(4)));
            }
            servers.add(server("arbiter", 0));
            SystemSpec[] specs =
                    IntStream.rangeClosed(1, random.nextInt(1, 4))
                            .mapToObj(number -> named(any(random, count), "system " + number))
                            .toArray(SystemSpec[]::new);
            Catalog catalog = catalog(servers, specs);
            int upBits = random.nextInt(1 << count);
            View view =
                    excluding(
                            new Carriers(servers).view(catalog, upBits),
                            exclusions(random, catalog, count));

            Assignment now = Placement.assign(catalog, view);

            for (SystemSpec spec : catalog.systems().values()) {
                for (Lot lot : spec.lots()) {
                    ImmutableList<ServerId> owners = now.owners(spec.name(), lot.name());
                    assertThat(owners)
                            .as("seed %s: %s of %s in %s", seed, lot, spec, view)
                            .hasSize(holders(spec, lot, view))
                            .doesNotHaveDuplicates()
                            .allMatch(spec.servers()::contains)
                            .allMatch(view::isUp)
                            .allMatch(owner -> mayHave(owner, spec, lot, view));
                }
                assertThat(of(now, spec.name())).hasSameSizeAs(spec.lots());
            }
            assertThat(Placement.assign(catalog, view)).isEqualTo(now);
            Exclusion[] ofTheUp =
                    view.exclusions().stream()
                            .filter(each -> view.isUp(each.server()))
                            .toArray(Exclusion[]::new);
            assertThat(Placement.assign(catalog, excluding(view, ofTheUp)))
                    .as("without what servers asked for that are not up")
                    .isEqualTo(now);
        }
    }

    /** One system of whatever kind, carried by some of the servers. */
    private static SystemSpec any(SplittableRandom random, int servers) {
        List<String> carriers =
                IntStream.range(0, servers)
                        .filter(each -> random.nextInt(4) > 0)
                        .mapToObj(each -> "s" + each)
                        .toList();
        Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        List<Lot> lots = new ArrayList<>();
        for (int lot = random.nextInt(9); lot > 0; lot--) {
            lots.add(
                    switch (random.nextInt(3)) {
                        case 0 -> Given.lot("datum " + lot);
                        case 1 -> Given.group("group " + lot, lot + "a", lot + "b");
                        default -> Given.preferring("datum " + lot, "s" + random.nextInt(servers));
                    });
        }
        return spec(kind, carriers, lots);
    }

    private static Exclusion[] exclusions(SplittableRandom random, Catalog catalog, int servers) {
        List<Exclusion> exclusions = new ArrayList<>();
        for (SystemSpec spec : catalog.systems().values()) {
            for (Lot lot : spec.lots()) {
                for (int each = 0; each < servers; each++) {
                    if (random.nextInt(5) == 0) {
                        exclusions.add(
                                new Exclusion(Given.id("s" + each), spec.name(), lot.name()));
                    }
                }
            }
        }
        return exclusions.toArray(Exclusion[]::new);
    }

    /** How many are to have it. */
    private static int holders(SystemSpec spec, Lot lot, View view) {
        List<ServerId> up = spec.servers().stream().filter(view::isUp).toList();
        int allowed = (int) up.stream().filter(each -> !isExcluded(each, spec, lot, view)).count();
        return spec.kind() == Kind.REPLICATE
                ? allowed == 0 ? up.size() : allowed
                : Math.min(up.size(), 1);
    }

    /** Nobody who is excluded, unless all are; and who is preferred when that is possible. */
    private static boolean mayHave(ServerId owner, SystemSpec spec, Lot lot, View view) {
        List<ServerId> allowed =
                spec.servers().stream()
                        .filter(view::isUp)
                        .filter(each -> !isExcluded(each, spec, lot, view))
                        .toList();
        Optional<ServerId> preferred =
                spec.kind() == Kind.REPLICATE
                        ? Optional.empty()
                        : lot.preferred().filter(allowed::contains);
        return preferred.map(owner::equals).orElse(allowed.isEmpty() || allowed.contains(owner));
    }

    private static boolean isExcluded(ServerId server, SystemSpec spec, Lot lot, View view) {
        return view.exclusions().contains(new Exclusion(server, spec.name(), lot.name()));
    }

    private static Carriers carriers(int servers, int combination) {
        List<Server> all = new ArrayList<>();
        int rest = combination;
        for (int each = 0; each < servers; each++) {
            all.add(server("s" + each, PRIORITIES[rest % PRIORITIES.length]));
            rest /= PRIORITIES.length;
        }
        return new Carriers(all);
    }

    /** A system of each kind, all with the same servers and data. */
    private static Catalog everyKind(Carriers carriers, int data) {
        List<String> names = carriers.all().stream().map(each -> each.id().value()).toList();
        List<Lot> lots = IntStream.range(0, data).mapToObj(each -> Given.lot("d" + each)).toList();
        List<Server> roster = new ArrayList<>(carriers.all());
        roster.add(server("arbiter", 0));
        return catalog(
                roster,
                named(spec(Kind.SHARD, names, lots), "shard"),
                named(spec(Kind.REPLICATE, names, lots), "replicate"),
                named(spec(Kind.SINGLETON, names, lots), "singleton"));
    }

    private static Assignment assigned(Carriers carriers, Catalog catalog, int upBits) {
        return Placement.assign(catalog, carriers.view(catalog, upBits));
    }

    private static Map<String, ImmutableList<ServerId>> of(Assignment now, String system) {
        return Objects.requireNonNull(now.owners().get(system));
    }

    private static void assertSharded(
            Map<String, ImmutableList<ServerId>> owners, List<ServerId> up) {
        Map<ServerId, Integer> counts = new TreeMap<>();
        up.forEach(each -> counts.put(each, 0));
        owners.values()
                .forEach(
                        each -> {
                            assertThat(each).hasSize(Math.min(up.size(), 1));
                            each.forEach(owner -> counts.merge(owner, 1, Integer::sum));
                        });
        assertThat(counts.keySet()).as("who has something").hasSameElementsAs(up);
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        int fewest = counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
        assertThat(most - fewest).as("%s", owners).isLessThanOrEqualTo(1);
    }

    private static void assertOnlyOrphansMoved(
            Assignment allUp, Assignment now, List<ServerId> up) {
        for (String kind : List.of("shard", "singleton")) {
            of(allUp, kind)
                    .forEach(
                            (lot, home) -> {
                                if (up.containsAll(home)) {
                                    assertThat(now.owners(kind, lot)).isEqualTo(home);
                                }
                            });
        }
    }

    private static void assertReplicated(Assignment now, List<ServerId> up) {
        assertThat(of(now, "replicate").values()).allMatch(up::equals);
    }

    private static void assertOnFirst(Assignment now, List<ServerId> up) {
        List<ServerId> first = up.stream().limit(1).toList();
        assertThat(of(now, "singleton").values()).allMatch(first::equals);
    }
}
