package flip.systems;

import static flip.systems.Given.answering;
import static flip.systems.Given.at;
import static flip.systems.Given.catalog;
import static flip.systems.Given.group;
import static flip.systems.Given.server;
import static flip.systems.Given.spec;
import static flip.systems.Given.view;
import static flip.systems.Given.withQuorum;
import static flip.systems.SystemsTest.holding;
import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Notice;
import flip.membership.Server;
import flip.systems.Status.HoldingState;
import flip.systems.SystemSpec.Conflict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What another host says about the data that server a holds. */
class ContestsTest {
    private static final String RIVAL = "02:00:00:00:00:07";
    private static final List<Server> SERVERS = List.of(server("a"), server("b"), server("c"));
    private static final SystemSpec SPEC = spec(List.of("a", "b"), "1", "2");

    private static Catalog answeringBy(Conflict conflict) {
        return catalog(SERVERS, answering(SPEC, conflict));
    }

    private static Stage holdingWithoutLease(Conflict conflict) {
        Stage stage = holding(answeringBy(conflict));
        stage.leasedUntil(at(0));
        assertThat(stage.look()).isEmpty();
        return stage;
    }

    @Test
    void whoHasALeaseDefends() {
        Stage stage = holding(answeringBy(Conflict.YIELD));

        assertThat(stage.hears(RIVAL, "1")).containsExactly("defend 1");
        assertThat(stage.state("1")).isEqualTo(HoldingState.ALIVE);
        assertThat(stage.told)
                .extracting(Notice::sentence)
                .containsExactly(
                        "ip/1 is claimed by another host, 02:00:00:00:00:07: it is announced again");
    }

    @Test
    void whoHasNoneLetsGoAndTakesItBackOnlyWithOne() {
        Stage stage = holdingWithoutLease(Conflict.YIELD);

        assertThat(stage.hears(RIVAL, "1")).containsExactly("down 1");
        assertThat(stage.told)
                .extracting(Notice::sentence)
                .containsExactly(
                        "ip/1 is claimed by another host, 02:00:00:00:00:07: there is no lease"
                                + " here, so it is given up");
        assertThat(stage.lowers("1")).isEmpty();
        assertThat(stage.state("1")).isEqualTo(HoldingState.DOWN);

        stage.leasedUntil(at(3_600_000));
        assertThat(stage.look()).containsExactly("alive 1");
    }

    @Test
    void aDownThatFailsIsTriedAgainAlsoForARival() {
        Stage stage = holdingWithoutLease(Conflict.YIELD);
        stage.hears(RIVAL, "1");

        assertThat(stage.failsToLower("1")).isEmpty();
        assertThat(stage.hears(RIVAL, "1")).isEmpty();
        stage.passes(Backoff.OF_DOWN.after(1));
        assertThat(stage.look()).containsExactly("down 1");
    }

    @Test
    void whoIsToDefendNeverLetsGo() {
        Stage stage = holdingWithoutLease(Conflict.DEFEND);

        assertThat(stage.hears(RIVAL, "1")).containsExactly("defend 1");
        assertThat(stage.state("1")).isEqualTo(HoldingState.ALIVE);
    }

    @Test
    void whoIsToReportOnlyTells() {
        Stage stage = holdingWithoutLease(Conflict.REPORT);

        assertThat(stage.hears(RIVAL, "1")).isEmpty();
        assertThat(stage.state("1")).isEqualTo(HoldingState.ALIVE);
        assertThat(stage.told)
                .extracting(Notice::sentence)
                .containsExactly(
                        "ip/1 is claimed by another host, 02:00:00:00:00:07: nothing is done"
                                + " about it");
    }

    @Test
    void theNewestConfigurationSaysWhatIsDone() {
        Stage stage = holding(answeringBy(Conflict.YIELD));
        Catalog next = catalog(1, SERVERS, answering(SPEC, Conflict.DEFEND));
        stage.says("b", 2);
        stage.says("c", 2);
        stage.installs(view(2, next, "a", "b", "c"), next);
        stage.look();
        stage.leasedUntil(at(0));

        assertThat(stage.hears(RIVAL, "1")).containsExactly("defend 1");
    }

    @Test
    void whereQuorumsMayBeTwoWhoeverIsUpDefends() {
        Catalog catalog = answeringBy(Conflict.YIELD);
        Stage stage = holding(catalog);
        stage.says("b", 2);
        stage.says("c", 2);
        stage.installs(withQuorum(view(2, catalog, "a", "b", "c"), 1), catalog);
        stage.look();
        stage.leasedUntil(at(0));

        assertThat(stage.hears(RIVAL, "1")).containsExactly("defend 1");
    }

    @Test
    void ofALotNothingIsKeptWhenAPartOfItIsAnothers() {
        Catalog grouped =
                catalog(
                        SERVERS,
                        spec(SystemSpec.Kind.SHARD, List.of("a"), List.of(group("g", "1", "2"))));
        Stage stage = Stage.of("a");
        stage.says("b", 1);
        stage.says("c", 1);
        stage.installs(view(1, grouped, "a", "b", "c"), grouped);
        stage.look();
        stage.raises("1");
        stage.raises("2");
        stage.leasedUntil(at(0));

        assertThat(stage.hears(RIVAL, "2")).containsExactly("down 1", "down 2");
    }

    @Test
    void whatIsOnEveryServerHasNoRivals() {
        Catalog everywhere =
                catalog(
                        SERVERS,
                        spec(
                                SystemSpec.Kind.REPLICATE,
                                List.of("a", "b"),
                                List.of(Given.lot("1"))));
        Stage stage = holding(everywhere);
        stage.leasedUntil(at(0));

        assertThat(stage.hears(RIVAL, "1")).isEmpty();
        assertThat(stage.systems.contests().count()).isZero();
    }

    @Test
    void whatIsNotHereOrOnItsWayHasNoRivals() {
        Catalog catalog = answeringBy(Conflict.YIELD);
        Stage stage = holding(catalog);
        assertThat(stage.hears(RIVAL, "2")).isEmpty();
        assertThat(stage.hears(RIVAL, "nothing of ours")).isEmpty();

        stage.installs(view(2, catalog, "b", "c"), catalog);
        assertThat(stage.look()).contains("down 1");
        assertThat(stage.hears(RIVAL, "1")).isEmpty();
        assertThat(stage.told).isEmpty();
        assertThat(stage.systems.contests().count()).isZero();
    }

    @Test
    void aRivalThatGoesOnIsToldOfOnceInAWhileAndCounted() {
        Stage stage = holding(answeringBy(Conflict.YIELD));
        stage.hears(RIVAL, "1");
        assertThat(stage.told).hasSize(1);

        for (int times = 0; times < 5; times++) {
            stage.passes(Duration.ofSeconds(1));
            assertThat(stage.hears("another " + times, "1")).containsExactly("defend 1");
            assertThat(stage.told).isEmpty();
        }
        stage.passes(Contests.TOLD_PERIOD);
        stage.hears(RIVAL, "1");

        assertThat(stage.told)
                .extracting(Notice::sentence)
                .containsExactly(
                        "ip/1 is claimed by another host, 02:00:00:00:00:07: it is announced"
                                + " again (and 5 times since this was said)");
        assertThat(stage.systems.contests().count()).isEqualTo(7);
    }
}
