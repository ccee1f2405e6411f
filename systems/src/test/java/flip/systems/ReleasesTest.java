package flip.systems;

import static flip.systems.Given.catalog;
import static flip.systems.Given.id;
import static flip.systems.Given.lot;
import static flip.systems.Given.peer;
import static flip.systems.Given.server;
import static flip.systems.Given.spec;
import static flip.systems.Given.view;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Peer;
import flip.membership.Rule;
import flip.membership.Rules;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.View;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rule R11, as server a sees it, for the datum 1 that every plan here gives to it. */
class ReleasesTest {
    private static final List<Server> SERVERS =
            List.of(server("a"), server("b"), server("c"), server("d"));

    /** Server d is an arbiter. */
    private static final Catalog CATALOG =
            catalog(SERVERS, spec(List.of("a", "b", "c"), "1", "2", "3"));

    private final PlanHistory history = new PlanHistory();
    private final Map<ServerId, Peer> peers = new TreeMap<>();

    private Set<ServerId> awaited(Rules rules, Plan plan) {
        PlacedLot placed = plan.find(new DatumName("ip", "1")).orElseThrow();
        return new Releases(id("a"), rules, history)
                .awaited(placed, plan, ImmutableSortedMap.copyOf(peers));
    }

    private Set<ServerId> awaited(Plan plan) {
        return awaited(Rules.ALL, plan);
    }

    private Plan plan(View view, Catalog catalog) {
        Plan plan = Plan.of(catalog, view, id("a"));
        history.add(plan);
        return plan;
    }

    private Plan plan(long epoch, String... up) {
        return plan(view(epoch, CATALOG, up), CATALOG);
    }

    private void says(String server, long settled) {
        peers.put(id(server), peer(server, settled));
    }

    @Test
    void everyOtherServerThatIsUpIsAwaitedUntilItSettled() {
        Plan plan = plan(5, "a", "b", "d");

        assertThat(awaited(plan)).containsExactly(id("b"), id("d"));

        says("b", -1);
        says("d", 5);
        assertThat(awaited(plan)).containsExactly(id("b"));

        says("b", 5);
        assertThat(awaited(plan)).isEmpty();
    }

    @Test
    void aServerThatSettledALaterEpochIsAwaitedUntilThisOneKnowsThatView() {
        Plan plan = plan(5, "a", "b");
        says("b", 6);

        assertThat(awaited(plan)).containsExactly(id("b"));
    }

    @Test
    void aServerThatNeverHadItSinceItSettledDelaysNobody() {
        plan(3, "a", "b", "c");
        plan(4, "a", "b", "c");
        Plan plan = plan(5, "a", "b");
        says("b", 3);

        assertThat(awaited(plan)).isEmpty();
    }

    @Test
    void aServerThatHadItInAPlanSinceIsAwaited() {
        plan(3, "a", "b", "c");
        // While a is down its datum 1 is dealt on to b.
        plan(4, "b", "c");
        Plan plan = plan(5, "a", "b", "c");
        says("b", 3);
        says("c", 3);

        assertThat(awaited(plan)).containsExactly(id("b"));

        says("b", 4);
        assertThat(awaited(plan)).as("settled for the plan that gave it the datum").isNotEmpty();

        says("b", 5);
        assertThat(awaited(plan)).isEmpty();
    }

    @Test
    void aViewThatThisServerNeverSawMayHaveGivenItToAnybody() {
        plan(3, "a", "b", "c");
        Plan plan = plan(5, "a", "b", "c");
        says("b", 3);
        says("c", 5);

        assertThat(awaited(plan)).containsExactly(id("b"));
    }

    @Test
    void whatAnotherLifeAnnouncedSaysNothing() {
        Plan plan = plan(5, "a", "b");

        peers.put(id("b"), peer(Given.identity(id("b")), 2, 5));
        assertThat(awaited(plan)).containsExactly(id("b"));

        peers.put(id("b"), peer(4711, 1, 5));
        assertThat(awaited(plan)).containsExactly(id("b"));
        assertThat(awaited(Rules.without(Rule.RELEASE_OF_INCARNATION), plan)).isEmpty();
    }

    @Test
    void aServerThatTheViewHasDownOrOutIsNotAwaited() {
        View view = view(5, CATALOG, "a");
        View out = Given.with(view, "c", new Standing(3, Standing.State.OUT, 1, true));

        assertThat(awaited(plan(out, CATALOG))).isEmpty();
    }

    /** The new configuration takes the system from b, and gives its data to a. */
    @Test
    void aServerFromWhichANewConfigurationTookTheSystemIsAwaited() {
        Catalog before = catalog(SERVERS, spec(List.of("b"), "1"));
        Catalog after = catalog(1, SERVERS, spec(List.of("a"), "1"));
        plan(view(4, before, "a", "b"), before);
        Plan plan = plan(view(5, after, "a", "b"), after);
        says("b", 4);

        assertThat(awaited(plan)).containsExactly(id("b"));
        assertThat(awaited(Rules.without(Rule.RELEASE_BY_ALL_UP), plan)).isEmpty();
    }

    @Test
    void aDatumThatWasInAnotherLotOrAnotherSystemIsTheSameDatum() {
        Catalog before =
                catalog(
                        SERVERS,
                        Given.named(
                                spec(
                                        SystemSpec.Kind.SHARD,
                                        List.of("b"),
                                        List.of(Given.group("pair", "1", "2"))),
                                "old"));
        Catalog after = catalog(1, SERVERS, spec(List.of("a"), "1"));
        plan(view(4, before, "a", "b"), before);
        Plan plan = plan(view(5, after, "a", "b"), after);
        says("b", 4);

        assertThat(awaited(plan)).containsExactly(id("b"));
    }

    @Test
    void aReplicatedLotWaitsForNobody() {
        Catalog catalog =
                catalog(
                        SERVERS,
                        spec(SystemSpec.Kind.REPLICATE, List.of("a", "b"), List.of(lot("1"))));

        assertThat(awaited(plan(view(5, catalog, "a", "b"), catalog))).isEmpty();
    }

    @Test
    void aSingletonWaitsLikeAShardedLot() {
        Catalog catalog =
                catalog(
                        SERVERS,
                        spec(SystemSpec.Kind.SINGLETON, List.of("a", "b"), List.of(lot("1"))));

        assertThat(awaited(plan(view(5, catalog, "a", "b"), catalog))).containsExactly(id("b"));
    }

    @Test
    void withoutTheRuleNobodyIsAwaited() {
        Plan plan = plan(5, "a", "b");

        assertThat(awaited(Rules.without(Rule.RELEASED_BEFORE_ALIVE), plan)).isEmpty();
    }

    @Test
    void withoutTheExactEpochAnyWordCounts() {
        plan(4, "b", "c");
        Plan plan = plan(5, "a", "b");
        Rules lax = Rules.without(Rule.RELEASE_OF_EXACT_EPOCH);

        says("b", -1);
        assertThat(awaited(lax, plan)).containsExactly(id("b"));

        says("b", 4);
        assertThat(awaited(plan)).containsExactly(id("b"));
        assertThat(awaited(lax, plan)).isEmpty();
    }

    @Test
    void theHistoryForgetsTheOldestAndAllOfAnotherLineage() {
        ImmutableList<Datum> data = ImmutableList.of(Given.datum("1"));
        for (long epoch = 1; epoch <= PlanHistory.MOST + 1; epoch++) {
            plan(epoch, "a", "b", "c");
        }

        assertThat(history.neverGave(id("b"), data, 2, PlanHistory.MOST + 1)).isTrue();
        assertThat(history.neverGave(id("b"), data, 1, PlanHistory.MOST)).isFalse();
        assertThat(history.neverGave(id("b"), data, 1, Long.MAX_VALUE)).isFalse();
        assertThat(history.neverGave(id("b"), data, 3, 2)).isFalse();

        View other = view(PlanHistory.MOST + 2, CATALOG, "a");
        plan(
                new View(
                        18,
                        1,
                        other.epoch(),
                        0,
                        7,
                        other.longestGrant(),
                        3,
                        other.standings(),
                        other.exclusions()),
                CATALOG);
        assertThat(history.neverGave(id("b"), data, 3, 4)).isFalse();
        assertThat(history.neverGave(id("b"), data, other.epoch(), other.epoch())).isTrue();
    }

    @Test
    void thePreviousOwnerIsWhoeverHadItBeforeThePresentOne() {
        DatumName name = new DatumName("ip", "1");
        assertThat(history.previousOwners(name)).isEmpty();
        plan(3, "a", "b", "c");
        assertThat(history.previousOwners(name)).isEmpty();
        plan(4, "b", "c");
        assertThat(history.previousOwners(name)).containsExactly(id("a"));
        plan(5, "b", "c", "d");
        assertThat(history.previousOwners(name)).containsExactly(id("a"));
        plan(6, "a", "b", "c");
        assertThat(history.previousOwners(name)).containsExactly(id("b"));
    }
}
