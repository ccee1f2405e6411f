package flip.systems;

import static flip.systems.Given.catalog;
import static flip.systems.Given.documented;
import static flip.systems.Given.excluding;
import static flip.systems.Given.id;
import static flip.systems.Given.lot;
import static flip.systems.Given.preferring;
import static flip.systems.Given.server;
import static flip.systems.Given.spec;
import static flip.systems.Given.view;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Exclusion;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final int MOST_SERVERS = 6;
    private static final int MOST_DATA = 9;

    /** One deployment: so many servers, of those priorities, so many data. */
    private record Deployment(List<Server> servers, Catalog catalog) {
        List<String> names() {
            return servers.stream().map(server -> server.id().value()).toList();
        }

        View viewOf(int upBits) {
            return view(
                    1,
                    catalog,
                    IntStream.range(0, servers.size())
                            .filter(bit -> (upBits >> bit & 1) == 1)
                            .mapToObj(bit -> names().get(bit))
                            .toArray(String[]::new));
        }
    }

    private static List<Deployment> everyDeployment() {
        List<Deployment> all = new ArrayList<>();
        for (int servers = 0; servers <= MOST_SERVERS; servers++) {
            for (int data = 0; data <= MOST_DATA; data++) {
                for (int priorities = 0; priorities < 1 << servers; priorities++) {
                    all.add(deployment(servers, data, priorities));
                }
            }
        }
        return all;
    }

    /** Where a bit is set the server has a priority. There is always an arbiter beside them. */
    private static Deployment deployment(int servers, int data, int priorities) {
        List<Server> roster = new ArrayList<>();
        for (int bit = 0; bit < servers; bit++) {
            boolean first = (priorities >> bit & 1) == 1;
            roster.add(first ? server("s" + bit, 1) : server("s" + bit));
        }
        List<Server> withArbiter = new ArrayList<>(roster);
        withArbiter.add(server("arbiter", 0));
        List<String> names = roster.stream().map(server -> server.id().value()).toList();
        String[] ids = IntStream.range(0, data).mapToObj(i -> "10.0.0." + i).toArray(String[]::new);
        return new Deployment(roster, catalog(withArbiter, spec(names, ids)));
    }

    private static Map<String, ImmutableList<ServerId>> owners(Catalog catalog, View view) {
        return Objects.requireNonNull(Placement.assign(catalog, view).owners().get("ip"));
    }

    @Test
    void everyDatumIsOnExactlyOneServerThatIsUpAndNoneHasTwoMoreThanAnother() {
        for (Deployment deployment : everyDeployment()) {
            for (int up = 0; up < 1 << deployment.servers().size(); up++) {
                View view = deployment.viewOf(up);
                Map<ServerId, Integer> counts = new TreeMap<>();
                deployment.servers().stream()
                        .map(Server::id)
                        .filter(view::isUp)
                        .forEach(server -> counts.put(server, 0));

                Map<String, ImmutableList<ServerId>> owners = owners(deployment.catalog(), view);

                for (ImmutableList<ServerId> each : owners.values()) {
                    assertThat(each).hasSize(up == 0 ? 0 : 1);
                    each.forEach(owner -> counts.merge(owner, 1, Integer::sum));
                }
                if (up != 0) {
                    assertThat(counts).hasSize(Integer.bitCount(up));
                    assertThat(Collections.max(counts.values()) - Collections.min(counts.values()))
                            .as("%s of %s", owners, view)
                            .isLessThanOrEqualTo(1);
                }
            }
        }
    }

    @Test
    void onlyOrphansMove() {
        for (Deployment deployment : everyDeployment()) {
            int all = (1 << deployment.servers().size()) - 1;
            Map<String, ImmutableList<ServerId>> homes =
                    owners(deployment.catalog(), deployment.viewOf(all));
            for (int up = 1; up <= all; up++) {
                View view = deployment.viewOf(up);

                Map<String, ImmutableList<ServerId>> owners = owners(deployment.catalog(), view);

                homes.forEach(
                        (lot, home) -> {
                            if (view.isUp(home.get(0))) {
                                assertThat(owners.get(lot)).isEqualTo(home);
                            }
                        });
            }
        }
    }

    @Test
    void theOrderInWhichServersAndDataAreConfiguredDoesNotMatter() {
        for (Deployment deployment : everyDeployment()) {
            List<Server> servers =
                    new ArrayList<>(deployment.catalog().configuration().roster().servers());
            SystemSpec spec = Given.ip(deployment.catalog());
            Collections.reverse(servers);
            List<String> names = new ArrayList<>(deployment.names());
            Collections.reverse(names);
            Catalog reversed = catalog(servers, spec(spec.kind(), names, spec.lots().reverse()));
            for (int up = 0; up < 1 << deployment.servers().size(); up++) {
                View view = deployment.viewOf(up);
                assertThat(Placement.assign(reversed, view))
                        .isEqualTo(Placement.assign(deployment.catalog(), view));
            }
        }
    }

    @Test
    void theDocumentedExampleIsAsDocumented() {
        Catalog catalog = documented();

        assertThat(owners(catalog, view(1, catalog, "flip", "flip1", "flip2")))
                .isEqualTo(table("192.168.0.1", "flip1", "192.168.0.2", "flip"));
        assertThat(owners(catalog, view(1, catalog, "flip", "flip2")))
                .isEqualTo(table("192.168.0.1", "flip", "192.168.0.2", "flip"));
        assertThat(owners(catalog, view(1, catalog, "flip1", "flip2")))
                .isEqualTo(table("192.168.0.1", "flip1", "192.168.0.2", "flip1"));
    }

    /** Homes are a, b, c, a, b; the deal goes on at c. */
    @Test
    void theDealGoesOnAtTheServerAfterTheOneThatGotTheLastLot() {
        List<String> names = List.of("a", "b", "c");
        Catalog catalog =
                catalog(
                        List.of(server("a"), server("b"), server("c")),
                        spec(names, "1", "2", "3", "4", "5"));

        assertThat(owners(catalog, view(1, catalog, "b", "c")))
                .isEqualTo(table("1", "c", "2", "b", "3", "c", "4", "b", "5", "b"));
        assertThat(owners(catalog, view(1, catalog, "a", "b")))
                .isEqualTo(table("1", "a", "2", "b", "3", "a", "4", "a", "5", "b"));
    }

    @Test
    void aServerThatANewConfigurationLacksIsGivenNothing() {
        Catalog before = documented();
        Catalog after = catalog(1, List.of(server("flip"), server("flip2")), Given.ip(before));

        assertThat(owners(after, view(1, before, "flip", "flip1", "flip2")))
                .isEqualTo(table("192.168.0.1", "flip", "192.168.0.2", "flip"));
    }

    @Test
    void aPreferredServerHasItWheneverItIsUp() {
        Catalog catalog =
                catalog(
                        List.of(server("a"), server("b"), server("c")),
                        spec(
                                SystemSpec.Kind.SHARD,
                                List.of("a", "b"),
                                List.of(lot("1"), lot("2"), preferring("0", "b"), lot("3"))));

        assertThat(owners(catalog, view(1, catalog, "a", "b", "c")))
                .isEqualTo(table("0", "b", "1", "a", "2", "b", "3", "a"));
        assertThat(owners(catalog, view(1, catalog, "a", "c")))
                .isEqualTo(table("0", "a", "1", "a", "2", "a", "3", "a"));
    }

    @Test
    void aPreferredServerThatDoesNotCarryTheSystemIsNoneAtAll() {
        Catalog catalog =
                catalog(
                        List.of(server("a"), server("b"), server("c")),
                        spec(
                                SystemSpec.Kind.SHARD,
                                List.of("a", "b"),
                                List.of(preferring("0", "c"), lot("1"))));

        assertThat(owners(catalog, view(1, catalog, "a", "b", "c")))
                .isEqualTo(table("0", "a", "1", "b"));
    }

    @Test
    void anExcludedLotMovesAndNothingElseDoes() {
        Catalog catalog =
                catalog(
                        List.of(server("a"), server("b"), server("c")),
                        spec(List.of("a", "b", "c"), "1", "2", "3", "4", "5", "6", "7"));
        for (int up = 1; up < 8; up++) {
            View view = new Deployment(threeOf(catalog), catalog).viewOf(up);
            Map<String, ImmutableList<ServerId>> before = owners(catalog, view);
            for (Map.Entry<String, ImmutableList<ServerId>> entry : before.entrySet()) {
                ServerId owner = entry.getValue().get(0);
                Exclusion exclusion = new Exclusion(owner, "ip", entry.getKey());

                Map<String, ImmutableList<ServerId>> after =
                        new TreeMap<>(owners(catalog, excluding(view, exclusion)));

                if (Integer.bitCount(up) == 1) {
                    assertThat(after).as("nobody else is there").isEqualTo(before);
                } else {
                    assertThat(after.get(entry.getKey())).isNotEqualTo(entry.getValue());
                    after.put(entry.getKey(), entry.getValue());
                    assertThat(after).isEqualTo(before);
                }
            }
        }
    }

    private static List<Server> threeOf(Catalog catalog) {
        return catalog.configuration().roster().servers();
    }

    @Test
    void anExclusionOfEverybodyIsAnExclusionOfNobody() {
        Catalog catalog = documented();
        View view = view(1, catalog, "flip", "flip1", "flip2");

        View excluding =
                excluding(
                        view,
                        new Exclusion(id("flip"), "ip", "192.168.0.1"),
                        new Exclusion(id("flip1"), "ip", "192.168.0.1"));

        assertThat(owners(catalog, excluding)).isEqualTo(owners(catalog, view));
    }

    @Test
    void aReplicatedSystemIsOnEveryServerOfItThatIsUp() {
        Catalog catalog =
                catalog(
                        List.of(server("a"), server("b", 1), server("c"), server("d")),
                        spec(
                                SystemSpec.Kind.REPLICATE,
                                List.of("a", "b", "c"),
                                List.of(lot("1"), lot("2"))));

        assertThat(owners(catalog, view(1, catalog, "a", "b", "d")).values())
                .hasSize(2)
                .allMatch(ImmutableList.of(id("b"), id("a"))::equals);
        assertThat(owners(catalog, view(1, catalog, "d")).values())
                .hasSize(2)
                .allMatch(List::isEmpty);
    }

    @Test
    void aSingletonIsOnTheFirstEligibleServer() {
        Lot everything = Given.group("vip", "1", "2", "3");
        Catalog catalog =
                catalog(
                        List.of(server("a"), server("b", 1), server("c")),
                        spec(
                                SystemSpec.Kind.SINGLETON,
                                List.of("a", "b", "c"),
                                List.of(everything)));
        View all = view(1, catalog, "a", "b", "c");

        assertThat(owners(catalog, all)).isEqualTo(table("vip", "b"));
        assertThat(owners(catalog, view(1, catalog, "a", "c"))).isEqualTo(table("vip", "a"));
        assertThat(owners(catalog, excluding(all, new Exclusion(id("b"), "ip", "vip"))))
                .isEqualTo(table("vip", "a"));
        assertThat(owners(catalog, view(1, catalog)).get("vip")).isEmpty();
    }

    @Test
    void beforeAClusterIsFormedNobodyHasAnything() {
        assertThat(owners(documented(), View.NONE).values()).hasSize(2).allMatch(List::isEmpty);
    }

    /** Pairs of lot and owner. */
    private static ImmutableSortedMap<String, ImmutableList<ServerId>> table(String... pairs) {
        ImmutableSortedMap.Builder<String, ImmutableList<ServerId>> table =
                ImmutableSortedMap.naturalOrder();
        for (int at = 0; at < pairs.length; at += 2) {
            table.put(pairs[at], ImmutableList.of(id(pairs[at + 1])));
        }
        return table.buildOrThrow();
    }
}
