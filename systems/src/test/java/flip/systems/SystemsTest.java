package flip.systems;

import static flip.systems.Given.at;
import static flip.systems.Given.catalog;
import static flip.systems.Given.group;
import static flip.systems.Given.lot;
import static flip.systems.Given.server;
import static flip.systems.Given.spec;
import static flip.systems.Given.stopping;
import static flip.systems.Given.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.Rule;
import flip.membership.Rules;
import flip.membership.Server;
import flip.membership.Standing;
import flip.membership.View;
import flip.systems.Status.HoldingState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Handover, leases, configurations: what server a does about the data 1 and 2. */
class SystemsTest {
    private static final List<Server> SERVERS = List.of(server("a"), server("b"), server("c"));

    /** By the plan 1 is a's and 2 is b's, when all are up. */
    private static final Catalog CATALOG = catalog(SERVERS, spec(List.of("a", "b"), "1", "2"));

    private static final Catalog STOPPING =
            catalog(SERVERS, stopping(spec(List.of("a", "b"), "1", "2")));

    /** Server a holds 1, and everybody settled. */
    static Stage holding(Catalog catalog) {
        Stage stage = Stage.of("a");
        stage.says("b", 1);
        stage.says("c", 1);
        stage.installs(view(1, catalog, "a", "b", "c"), catalog);
        assertThat(stage.look()).containsExactly("alive 1", "settle 1");
        assertThat(stage.raises("1")).isEmpty();
        assertThat(stage.state("1")).isEqualTo(HoldingState.ALIVE);
        return stage;
    }

    @Test
    void whoWasCutOffWaitsForAReleaseFromWhenItsLeaseIsBack() {
        Stage stage = Stage.of("a");
        stage.says("c", 1);
        stage.leasedUntil(Moment.NEVER);
        stage.installs(view(1, CATALOG, "a", "b", "c"), CATALOG);
        Duration handover = Given.ip(CATALOG).handoverTimeout();
        for (int times = 0; times < 3; times++) {
            assertThat(stage.look()).doesNotContain("alive 1");
            stage.passes(handover);
        }
        stage.look();

        stage.leasedUntil(at(3_600_000));
        stage.passes(handover.minusMillis(1));
        assertThat(stage.look()).isEmpty();
        stage.passes(Duration.ofMillis(1));
        assertThat(stage.look()).containsExactly("alive 1");
    }

    @Test
    void whoIsNotUpWaitsForAReleaseFromWhenItIs() {
        Stage stage = Stage.of("a");
        stage.says("c", 1);
        Duration handover = Given.ip(CATALOG).handoverTimeout();
        stage.installs(view(1, CATALOG, "a", "b", "c"), CATALOG);
        stage.look();
        stage.passes(handover.minusMillis(1));
        stage.lives(2);
        stage.look();
        stage.passes(Duration.ofMillis(2));

        stage.lives(1);
        assertThat(stage.look()).doesNotContain("alive 1");
        stage.passes(handover.minusMillis(1));
        assertThat(stage.look()).isEmpty();
        stage.passes(Duration.ofMillis(1));
        assertThat(stage.look()).containsExactly("alive 1");
    }

    @Test
    void whatIsOursIsRaisedWhenEverybodyElseReleasedIt() {
        Stage stage = Stage.of("a");
        stage.installs(view(1, CATALOG, "a", "b", "c"), CATALOG);

        assertThat(stage.look()).containsExactly("settle 1");
        stage.says("b", 1);
        assertThat(stage.look()).isEmpty();
        stage.says("c", 1);
        assertThat(stage.look()).containsExactly("alive 1");
        assertThat(stage.raises("1")).isEmpty();
    }

    @Test
    void nothingIsRaisedUnlessAllOfI4Holds() {
        View all = view(1, CATALOG, "a", "b", "c");
        Stage unleased = ready();
        unleased.leasedUntil(unleased.now());
        Stage doomed = ready();
        doomed.isDoomed();
        Stage behind = ready();
        behind.knows(2);
        Stage anotherLife = ready();
        anotherLife.lives(2);
        Stage relinquishing = ready();
        relinquishing.systems.relinquish(1);

        for (Stage stage : List.of(unleased, doomed, behind, anotherLife, relinquishing)) {
            stage.installs(all, CATALOG);
            assertThat(stage.look()).doesNotContain("alive 1");
            assertThat(stage.look()).doesNotContain("alive 1");
        }
        Stage control = ready();
        control.installs(all, CATALOG);
        assertThat(control.look()).contains("alive 1");
    }

    private static Stage ready() {
        Stage stage = Stage.of("a");
        stage.says("b", 1);
        stage.says("c", 1);
        return stage;
    }

    @Test
    void whatIsNoLongerOursIsLoweredAndThenSettled() {
        Stage stage = holding(CATALOG);

        // Where a is down, both are b's; nobody tells a that it is down by itself here.
        Catalog moved = catalog(1, SERVERS, spec(List.of("b"), "1", "2"));
        stage.installs(view(2, moved, "a", "b", "c"), moved);

        assertThat(stage.look()).containsExactly("down 1");
        assertThat(stage.look()).isEmpty();
        assertThat(stage.failsToLower("1")).isEmpty();
        stage.passes(Duration.ofSeconds(1));
        assertThat(stage.look()).containsExactly("down 1");
        assertThat(stage.lowers("1")).containsExactly("settle 2");
    }

    @Test
    void whatIsBeingRaisedIsStoppedLoweredAndThenSettled() {
        Stage stage = ready();
        stage.installs(view(1, CATALOG, "a", "b", "c"), CATALOG);
        assertThat(stage.look()).containsExactly("alive 1", "settle 1");
        Catalog moved = catalog(1, SERVERS, spec(List.of("b"), "1", "2"));
        stage.installs(view(2, moved, "a", "b", "c"), moved);

        assertThat(stage.look()).containsExactly("cancel 1");
        assertThat(stage.state("1")).isEqualTo(HoldingState.LOWERING);
        assertThat(stage.look()).as("its alive still runs").isEmpty();
        assertThat(stage.raises("1")).as("it succeeded all the same").containsExactly("down 1");
        assertThat(stage.told).noneMatch(Notice::isWarning);
        assertThat(stage.lowers("1")).containsExactly("settle 2");
    }

    @Test
    void withoutTheRuleSettledIsSaidBeforeDownHasEnded() {
        Stage stage = Stage.of("a", Rules.without(Rule.DOWN_BEFORE_SETTLED));
        stage.says("b", 1);
        stage.says("c", 1);
        stage.installs(view(1, CATALOG, "a", "b", "c"), CATALOG);
        stage.look();
        stage.raises("1");
        Catalog moved = catalog(1, SERVERS, spec(List.of("b"), "1", "2"));
        stage.installs(view(2, moved, "a", "b", "c"), moved);

        assertThat(stage.look()).containsExactly("down 1", "settle 2");
    }

    @Test
    void anOrphanIsTakenWhenTheOthersSettled() {
        Stage stage = holding(CATALOG);
        stage.installs(view(2, CATALOG, "a", "c"), CATALOG);

        // c was never given any of it, and b is down: nobody has to say anything.
        assertThat(stage.look()).containsExactly("alive 2", "settle 2");
    }

    @Test
    void aLeaseThatEndsLowersEverythingUnderStop() {
        Stage stage = holding(STOPPING);
        stage.leasedUntil(at(1000));
        stage.passes(Duration.ofMillis(999));
        assertThat(stage.look()).isEmpty();

        stage.passes(Duration.ofMillis(1));
        assertThat(stage.look()).containsExactly("down 1");
        assertThat(stage.lowers("1")).isEmpty();
        assertThat(stage.look()).isEmpty();

        stage.leasedUntil(at(3000));
        assertThat(stage.look()).containsExactly("alive 1");
    }

    /** I3: the guard has to cover all of them, so none waits for another. */
    @Test
    void aLeaseThatEndsLowersEverythingAtOnceUnderStopHoweverFewMayRunAtATime() {
        Catalog catalog =
                catalog(SERVERS, Given.parallel(stopping(spec(List.of("a"), "1", "2", "3")), 1));
        Stage stage = ready();
        stage.installs(view(1, catalog, "a", "b", "c"), catalog);
        assertThat(stage.look()).containsExactly("alive 1", "settle 1");
        assertThat(stage.raises("1")).containsExactly("alive 2");
        assertThat(stage.raises("2")).containsExactly("alive 3");
        assertThat(stage.raises("3")).isEmpty();

        stage.leasedUntil(stage.now());

        assertThat(stage.look()).containsExactly("down 1", "down 2", "down 3");
    }

    @Test
    void aLeaseThatEndsLeavesWhatIsAliveUnderFreezeAndEndsWhatIsBeingRaised() {
        Catalog catalog =
                catalog(
                        SERVERS,
                        spec(
                                SystemSpec.Kind.SHARD,
                                List.of("a"),
                                List.of(lot("1"), group("pair", "2", "3"))));
        Stage stage = ready();
        stage.installs(view(1, catalog, "a", "b", "c"), catalog);
        assertThat(stage.look()).containsExactly("alive 1", "alive 2", "settle 1");
        stage.raises("1");
        assertThat(stage.raises("2")).containsExactly("alive 3");

        stage.leasedUntil(stage.now());

        assertThat(stage.look()).containsExactly("cancel 3", "down 2");
        assertThat(stage.isCancelled("3")).containsExactly("down 3");
        assertThat(stage.state("1")).isEqualTo(HoldingState.ALIVE);
        stage.lowers("2");
        assertThat(stage.lowers("3")).isEmpty();

        stage.leasedUntil(at(5000));
        assertThat(stage.look()).containsExactly("alive 2");
    }

    @Test
    void leasesAreOffWhereTwoQuorumsCouldBeDisjoint() {
        Stage stage = ready();
        stage.leasedUntil(Moment.NEVER);
        stage.installs(Given.withQuorum(view(1, STOPPING, "a", "b", "c"), 1), STOPPING);

        assertThat(stage.look()).containsExactly("alive 1", "settle 1");
        assertThat(stage.lastRun.environment()).doesNotContainKey("FLIP_LEASE_MS");
        assertThat(stage.raises("1")).isEmpty();
        stage.passes(Duration.ofHours(1));
        assertThat(stage.look()).isEmpty();
    }

    @Test
    void underFreezeAServerThatDoesNotReleaseIsNotWaitedForForEver() {
        Stage stage = Stage.of("a");
        stage.says("c", 1);
        stage.installs(view(1, CATALOG, "a", "b", "c"), CATALOG);
        stage.look();
        stage.passes(Duration.ofSeconds(20));
        stage.installs(view(2, CATALOG, "a", "b"), CATALOG);
        stage.look();

        assertThat(stage.systems.wakeAt()).as("since it first waited").isEqualTo(at(30_000));
        stage.passes(Duration.ofMillis(9_999));
        assertThat(stage.look()).isEmpty();
        stage.passes(Duration.ofMillis(1));
        assertThat(stage.look()).containsExactly("alive 1");
        assertThat(stage.told).hasSize(1).allMatch(Notice::isWarning);
        assertThat(stage.told.get(0).sentence()).contains("ip/1", "[b]");
    }

    @Test
    void underStopAServerThatDoesNotReleaseIsWaitedForForEver() {
        Stage stage = Stage.of("a");
        stage.says("c", 1);
        stage.installs(view(1, STOPPING, "a", "b", "c"), STOPPING);
        stage.look();
        stage.passes(Duration.ofMinutes(50));

        assertThat(stage.look()).isEmpty();
        stage.says("b", 1);
        assertThat(stage.look()).containsExactly("alive 1");
    }

    @Test
    void everythingIsGivenUpOnRequestAndThatLifeTakesNothingAnyMore() {
        Stage stage = holding(CATALOG);

        stage.systems.relinquish(1);
        assertThat(stage.look()).containsExactly("down 1");
        assertThat(stage.lowers("1")).containsExactly("release");
        assertThat(stage.look()).as("the view still has this life up").isEmpty();

        stage.lives(2);
        View view = view(2, CATALOG, "a", "b", "c");
        long identity = Given.identity(stage.self);
        stage.says("b", 2);
        stage.says("c", 2);
        stage.installs(
                Given.with(view, "a", new Standing(identity, Standing.State.UP, 2, true)), CATALOG);
        assertThat(stage.look()).containsExactly("alive 1", "settle 2");
    }

    @Test
    void aNewLifeSettlesAnew() {
        Stage stage = holding(CATALOG);
        stage.systems.relinquish(1);
        stage.look();
        stage.lowers("1");

        stage.lives(2);

        assertThat(stage.look()).containsExactly("settle 1");
        assertThat(stage.look()).isEmpty();
    }

    @Test
    void aServerThatTheViewHasDownGivesEverythingUp() {
        Stage stage = holding(CATALOG);

        stage.installs(view(2, CATALOG, "b", "c"), CATALOG);

        assertThat(stage.look()).containsExactly("down 1");
        assertThat(stage.lowers("1")).containsExactly("settle 2");
    }

    @Test
    void viewsGoForwardOnly() {
        Stage stage = Stage.of("a");
        stage.installs(view(5, CATALOG, "a"), CATALOG);

        assertThatThrownBy(() -> stage.installs(view(4, CATALOG, "a")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("I2");
    }

    @Test
    void aRunThatIsNotOnCannotEnd() {
        Stage stage = Stage.of("a");

        assertThatThrownBy(
                        () ->
                                stage.systems.scriptEnded(
                                        stage.now(), 4711, new Outcome.Succeeded(Duration.ZERO)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void aQuietServerLooksAtNothing() {
        Stage stage = holding(CATALOG);

        assertThat(stage.systems.wakeAt()).isEqualTo(Moment.FOREVER);
        assertThat(stage.look()).isEmpty();
        assertThat(stage.systems.isAnythingHeld()).isTrue();
    }

    @Test
    void everyChangeOfAnAssignmentIsTold() {
        Stage stage = Stage.of("a");
        stage.installs(view(1, CATALOG, "a", "b", "c"), CATALOG);
        stage.look();
        assertThat(stage.told)
                .containsExactly(
                        new Notice.Assigned(1, "ip", "1", "a", ""),
                        new Notice.Assigned(1, "ip", "2", "b", ""));

        stage.installs(view(2, CATALOG, "b", "c"), CATALOG);
        stage.look();
        assertThat(stage.told).containsExactly(new Notice.Assigned(2, "ip", "1", "b", "a"));

        Catalog empty = catalog(1, SERVERS);
        stage.installs(view(3, empty, "a", "b", "c"), empty);
        stage.look();
        assertThat(stage.told)
                .containsExactly(
                        new Notice.Assigned(3, "ip", "1", "", "b"),
                        new Notice.Assigned(3, "ip", "2", "", "b"));
    }
}
