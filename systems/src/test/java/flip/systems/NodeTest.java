package flip.systems;

import static flip.systems.Given.catalog;
import static flip.systems.Given.documented;
import static flip.systems.Given.spec;
import static flip.systems.Given.stopping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flip.membership.Ballot;
import flip.membership.MayHold;
import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.Promise;
import flip.membership.Rules;
import flip.membership.View;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whole nodes, with the membership that they really have. */
class NodeTest {
    private static final List<String> ALL_UP = List.of("192.168.0.1 flip1", "192.168.0.2 flip");
    private static final List<String> FLIP_HAS_BOTH =
            List.of("192.168.0.1 flip", "192.168.0.2 flip");

    private static final Catalog STOPPING =
            catalog(
                    documented().configuration().roster().servers(),
                    stopping(Given.ip(documented())));

    private static Catalog read(String text) {
        if (!text.equals("configuration 1")) {
            throw new IllegalArgumentException("line 1 is no configuration");
        }
        return catalog(
                1,
                documented().configuration().roster().servers(),
                spec(List.of("flip1", "flip"), "192.168.0.2", "192.168.0.1", "192.168.0.3"));
    }

    private static Neighborhood formed(Catalog catalog) {
        Neighborhood all = new Neighborhood(catalog, NodeTest::read);
        all.allStart();
        all.until(() -> all.table().equals(ALL_UP));
        all.passes(Duration.ofSeconds(5));
        return all;
    }

    @Test
    void theDocumentedClusterFormsAndHoldsWhatItShould() {
        Neighborhood all = formed(documented());

        assertThat(all.table()).isEqualTo(ALL_UP);
        assertThat(all.mostHolders.values()).containsOnly(1);
        Status status = all.house("flip1").status();
        assertThat(status.phase()).isEqualTo(Status.Phase.RUNNING);
        assertThat(status.leased()).isTrue();
        assertThat(status.leaseLeft()).isPositive();
        assertThat(status.reachedVoters()).isEqualTo(3);
        assertThat(status.settled()).isEqualTo(status.view().epoch());
        assertThat(status.servers().values()).allMatch(each -> each.state().equals("up"));
        assertThat(status.waitingFor()).isEmpty();
        assertThat(status.persistedBehind()).isZero();
        assertThat(status.systems().get("ip"))
                .extracting(system -> system.lots().get("192.168.0.1"))
                .extracting(Status.LotStatus::data)
                .extracting(data -> data.get("192.168.0.1"))
                .extracting(Status.DatumStatus::state)
                .isEqualTo(Status.HoldingState.ALIVE);
    }

    @Test
    void beforeAClusterIsFormedTheFileSaysWhatThereIs() {
        Neighborhood all = new Neighborhood(documented(), NodeTest::read);
        Neighborhood.House flip = all.house("flip");

        flip.starts(documented(), NodeTest::read, Rules.ALL);
        assertThat(flip.status().phase()).isEqualTo(Status.Phase.SWEEPING);
        all.passes(Duration.ofSeconds(30));

        Status status = flip.status();
        assertThat(status.phase()).isEqualTo(Status.Phase.RUNNING);
        assertThat(status.waitingFor()).isPresent();
        assertThat(status.quorum()).isEqualTo(2);
        assertThat(status.voters()).isEqualTo(3);
        assertThat(status.leased()).isFalse();
        assertThat(status.settled()).isEqualTo(-1);
        assertThat(status.servers().values()).allMatch(each -> each.state().equals("unknown"));
        assertThat(status.systems()).containsOnlyKeys("ip");
        assertThat(all.table()).isEmpty();
        assertThat(flip.runs).extracting(Run::verb).containsOnly(Run.Verb.DOWN);
    }

    @Test
    void nothingMovesWhileNothingHappens() {
        Neighborhood all = formed(documented());
        int runs = all.house("flip").runs.size();
        long epoch = all.house("flip").status().view().epoch();

        all.passes(Duration.ofMinutes(1));

        assertThat(all.house("flip").runs).hasSize(runs);
        assertThat(all.house("flip").status().view().epoch()).isEqualTo(epoch);
    }

    @Test
    void whatADeadServerHadIsTakenOverAndGivenBack() {
        Neighborhood all = formed(documented());

        all.house("flip1").dies();
        all.house("flip1").raised.clear();
        Duration takeover = all.until(() -> all.table().equals(FLIP_HAS_BOTH));

        assertThat(takeover).isLessThan(Duration.ofMillis(2200));
        all.house("flip1").starts(documented(), NodeTest::read, Rules.ALL);
        all.until(() -> all.table().equals(ALL_UP));
        assertThat(all.mostHolders.values()).containsOnly(1);
    }

    @Test
    void aServerThatLeavesHandsOverAtOnceAndEnds() {
        Neighborhood all = formed(documented());
        Neighborhood.House flip1 = all.house("flip1");

        flip1.step(new Event.Leave());
        Duration handover = all.until(() -> all.table().equals(FLIP_HAS_BOTH));
        all.until(() -> !flip1.endings.isEmpty());

        assertThat(handover).isLessThan(Duration.ofMillis(200));
        assertThat(flip1.endings).containsExactly(new Ending.Left());
        assertThat(all.mostHolders.values()).containsOnly(1);
    }

    @Test
    void anIsolatedServerGivesUpUnderStopBeforeAnotherTakesOver() {
        Neighborhood all = formed(STOPPING);

        all.cut("flip1");
        all.until(() -> all.house("flip1").raised.isEmpty());
        assertThat(all.table()).containsExactly("192.168.0.2 flip");
        all.until(() -> all.table().equals(FLIP_HAS_BOTH));
        all.heal();
        all.until(() -> all.table().equals(ALL_UP));

        assertThat(all.mostHolders.values()).containsOnly(1);
    }

    @Test
    void anIsolatedServerKeepsWhatItHasUnderFreezeUntilItHearsTheNewView() {
        Neighborhood all = formed(documented());

        all.cut("flip1");
        all.passes(Duration.ofSeconds(30));
        assertThat(all.table()).contains("192.168.0.1 flip", "192.168.0.1 flip1");
        all.heal();

        all.until(() -> all.table().equals(FLIP_HAS_BOTH));
        all.until(() -> all.table().equals(ALL_UP));
    }

    @Test
    void inATotalPartitionNothingMoves() {
        Neighborhood all = formed(documented());
        int runs = all.house("flip1").runs.size();

        all.cut("flip");
        all.cut("flip1");
        all.cut("flip2");
        all.passes(Duration.ofSeconds(30));

        assertThat(all.table()).isEqualTo(ALL_UP);
        assertThat(all.house("flip1").runs).hasSize(runs);
        assertThat(all.house("flip1").status().leased()).isFalse();
    }

    @Test
    void aServerWhoseScriptFailsIsSparedForAWhile() {
        Neighborhood all = new Neighborhood(documented(), NodeTest::read);
        all.house("flip1")
                .outcomes
                .put("alive 192.168.0.1", new Outcome.Failed(Duration.ZERO, "exit code 3"));
        all.allStart();

        all.until(() -> all.table().equals(FLIP_HAS_BOTH));
        all.house("flip1").outcomes.clear();
        all.passes(Duration.ofSeconds(50));
        assertThat(all.table()).isEqualTo(FLIP_HAS_BOTH);
        all.until(() -> all.table().equals(ALL_UP));
    }

    @Test
    void aConfigurationThatIsOfferedComesIntoForceEverywhere() {
        Neighborhood all = formed(documented());

        all.house("flip2").step(new Event.Offered("configuration 1"));
        all.until(() -> all.table().size() == 3);

        assertThat(all.table()).contains("192.168.0.3 flip1");
        assertThat(all.house("flip").status().configurationVersion()).isEqualTo(1);
    }

    /** I3, under freeze: its handover is not waited for until it is taken to have failed. */
    @Test
    void aServerThatCannotReadWhatWasAgreedHandsOverWhatItHolds() {
        Neighborhood all = new Neighborhood(documented(), NodeTest::read);
        CatalogReader older =
                text -> {
                    throw new IllegalArgumentException("a key of a later version");
                };
        all.house("flip").starts(documented(), NodeTest::read, Rules.ALL);
        all.house("flip1").starts(documented(), older, Rules.ALL);
        all.house("flip2").starts(documented(), NodeTest::read, Rules.ALL);
        all.until(() -> all.table().equals(ALL_UP));

        all.house("flip").step(new Event.Offered("configuration 1"));
        Duration took =
                all.until(
                        () ->
                                all.table()
                                        .equals(
                                                List.of(
                                                        "192.168.0.1 flip",
                                                        "192.168.0.2 flip",
                                                        "192.168.0.3 flip")));

        assertThat(took).isLessThan(Duration.ofSeconds(5));
        assertThat(all.mostHolders.values()).containsOnly(1);
        assertThat(all.house("flip1").told)
                .filteredOn(Notice.Relinquishes.class::isInstance)
                .hasSize(1);
    }

    @Test
    void aConfigurationThatIsNotValidIsRefusedInWords() {
        Neighborhood all = formed(documented());
        all.house("flip").told.clear();

        all.house("flip").step(new Event.Offered("nonsense"));

        assertThat(all.house("flip").told)
                .contains(
                        new Notice.Warned(
                                "a configuration is refused, nothing changes: line 1 is no"
                                        + " configuration"));
    }

    @Test
    void aStalledDiskWithholdsVotesAndNothingElse() {
        Neighborhood all = formed(documented());
        all.house("flip2").diskStalled = true;
        all.house("flip1").dies();
        all.house("flip1").raised.clear();

        all.passes(Duration.ofSeconds(10));

        assertThat(all.table()).as("two votes are needed").containsExactly("192.168.0.2 flip");
        assertThat(all.house("flip2").status().persistedBehind()).isPositive();
        assertThat(all.house("flip").status().leased()).as("pings are answered").isTrue();
        all.house("flip2").diskRecovers();
        all.until(() -> all.table().equals(FLIP_HAS_BOTH));
    }

    @Test
    void allServersGoAndComeBack() {
        Neighborhood all = formed(documented());
        for (String each : List.of("flip", "flip1", "flip2")) {
            all.house(each).dies();
        }
        assertThat(all.table()).as("left behind").isEqualTo(ALL_UP);

        all.allStart();
        all.until(() -> all.table().isEmpty());
        all.until(() -> all.table().equals(ALL_UP));

        assertThat(all.mostHolders.values()).containsOnly(1);
    }

    @Test
    void aNodeThatEndedDoesNothingAnyMore() {
        Neighborhood all = formed(documented());
        Neighborhood.House flip1 = all.house("flip1");
        Node node = flip1.node();
        flip1.step(new Event.Leave());
        all.until(() -> !flip1.endings.isEmpty());
        int told = flip1.told.size();

        node.step(Given.at(1_000_000), new Event.Ticked(), flip1);

        assertThat(flip1.told).hasSize(told);
        assertThat(node.wakeAt()).isEqualTo(Moment.FOREVER);
        assertThat(node.status(Given.at(1_000_000)).phase()).isEqualTo(Status.Phase.ENDED);
    }

    @Test
    void aPromiseWithAConfigurationThatCannotBeReadStopsTheStart() {
        Promise promise =
                new Promise(
                        1,
                        1,
                        1,
                        View.NONE,
                        Ballot.ZERO,
                        Ballot.ZERO,
                        View.NONE,
                        "hieroglyphs",
                        "",
                        MayHold.NOTHING);

        assertThatThrownBy(
                        () ->
                                new Node(
                                        Given.id("flip"),
                                        documented(),
                                        NodeTest::read,
                                        Optional.of(promise),
                                        new SplittableRandom(1),
                                        Given.at(0),
                                        Rules.ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 1 is no configuration");
    }
}
