package flip.systems;

import static flip.systems.Given.at;
import static flip.systems.Given.catalog;
import static flip.systems.Given.excluding;
import static flip.systems.Given.group;
import static flip.systems.Given.id;
import static flip.systems.Given.server;
import static flip.systems.Given.spec;
import static flip.systems.Given.view;
import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Exclusion;
import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.Server;
import flip.systems.Status.HoldingState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Alive scripts that fail, on server a. */
class FailureTest {
    private static final List<Server> SERVERS = List.of(server("a"), server("b"), server("c"));
    private static final Catalog CATALOG = catalog(SERVERS, spec(List.of("a", "b"), "1", "2"));

    private static Stage raising(Catalog catalog) {
        Stage stage = Stage.of("a");
        stage.says("b", 1);
        stage.says("c", 1);
        stage.installs(view(1, catalog, "a", "b", "c"), catalog);
        stage.look();
        return stage;
    }

    /** Fails, is lowered, and is started again after that wait. */
    private static void failsAndIsTriedAgain(Stage stage, Duration wait) {
        assertThat(stage.failsToRaise("1")).containsExactly("down 1");
        assertThat(stage.told).hasSize(1).allMatch(Notice::isWarning);
        assertThat(stage.lowers("1")).isEmpty();
        assertThat(stage.state("1")).isEqualTo(HoldingState.FAILED);
        stage.passes(wait.minusMillis(1));
        assertThat(stage.look()).isEmpty();
        stage.passes(Duration.ofMillis(1));
        assertThat(stage.look()).containsExactly("alive 1");
    }

    @Test
    void anAliveThatFailsIsLoweredAndTriedAgainLaterAndLater() {
        Stage stage = raising(CATALOG);

        failsAndIsTriedAgain(stage, Duration.ofSeconds(1));
        failsAndIsTriedAgain(stage, Duration.ofSeconds(2));
        failsAndIsTriedAgain(stage, Duration.ofSeconds(4));
        assertThat(stage.raises("1")).isEmpty();
        assertThat(stage.state("1")).isEqualTo(HoldingState.ALIVE);
    }

    @Test
    void anAliveForWhichThereIsNoLeaseIsNoFailureAndIsAskedAgainWithTheNextLease() {
        Stage stage = raising(CATALOG);
        for (int again = 1; again <= 5; again++) {
            assertThat(stage.findsNoLease("1")).containsExactly("down 1");
            assertThat(stage.told).hasSize(1).noneMatch(Notice::isWarning);
            assertThat(stage.lowers("1")).isEmpty();
            assertThat(stage.state("1")).isEqualTo(HoldingState.DOWN);
            assertThat(stage.look()).as("under the same lease").isEmpty();

            stage.leasedUntil(at(3_600_000 + again));
            assertThat(stage.look()).containsExactly("alive 1");
        }

        failsAndIsTriedAgain(stage, Duration.ofSeconds(1));
    }

    @Test
    void anAliveIsAskedAgainAtOnceWhereTheNextLeaseIsThereAlready() {
        Stage stage = raising(CATALOG);
        stage.leasedUntil(at(3_600_001));
        assertThat(stage.findsNoLease("1")).containsExactly("down 1");

        assertThat(stage.lowers("1")).containsExactly("alive 1");
    }

    @Test
    void aDelayAfterAFailureIsNotCutShortByALease() {
        Stage stage = raising(CATALOG);
        assertThat(stage.failsToRaise("1")).containsExactly("down 1");
        stage.lowers("1");
        stage.leasedUntil(at(3_600_001));

        assertThat(stage.look()).isEmpty();
    }

    @Test
    void whereLeasesAreOffAnAliveThatFoundNoneIsAskedAgainAfterTheDelay() {
        Stage stage = Stage.of("a");
        stage.leasedUntil(Moment.FOREVER);
        stage.says("b", 1);
        stage.says("c", 1);
        stage.installs(view(1, CATALOG, "a", "b", "c"), CATALOG);
        stage.look();
        assertThat(stage.findsNoLease("1")).containsExactly("down 1");
        assertThat(stage.lowers("1")).isEmpty();

        stage.passes(Duration.ofMillis(999));
        assertThat(stage.look()).isEmpty();
        stage.passes(Duration.ofMillis(1));
        assertThat(stage.look()).containsExactly("alive 1");
    }

    @Test
    void aLotThatFoundNoLeaseForAPartOfItIsNotHeldByHalf() {
        Catalog catalog =
                catalog(
                        SERVERS,
                        spec(
                                SystemSpec.Kind.SHARD,
                                List.of("a"),
                                List.of(group("both", "1", "2"))));
        Stage stage = raising(catalog);
        assertThat(stage.raises("1")).containsExactly("alive 2");

        assertThat(stage.findsNoLease("2")).containsExactlyInAnyOrder("down 1", "down 2");
        stage.lowers("1");
        assertThat(stage.lowers("2")).isEmpty();
        stage.leasedUntil(at(3_600_001));
        assertThat(stage.look()).containsExactly("alive 1");
    }

    @Test
    void afterTheRetriesTheLotIsToGoElsewhereForAWhile() {
        Stage stage = raising(CATALOG);
        failsAndIsTriedAgain(stage, Duration.ofSeconds(1));
        failsAndIsTriedAgain(stage, Duration.ofSeconds(2));
        failsAndIsTriedAgain(stage, Duration.ofSeconds(4));

        assertThat(stage.failsToRaise("1")).containsExactly("down 1", "exclude [1]");
        assertThat(stage.lowers("1")).isEmpty();
        stage.installs(
                excluding(view(2, CATALOG, "a", "b", "c"), new Exclusion(id("a"), "ip", "1")),
                CATALOG);
        assertThat(stage.look()).containsExactly("settle 2");
        assertThat(stage.state("1")).isEqualTo(HoldingState.FAILED);

        stage.passes(Duration.ofSeconds(60));
        assertThat(stage.look()).containsExactly("exclude []");
        assertThat(stage.state("1")).isEqualTo(HoldingState.DOWN);
    }

    @Test
    void whatComesBackIsTriedAsOftenAgainBeforeItGoesElsewhere() {
        Stage stage = raising(CATALOG);
        failsAndIsTriedAgain(stage, Duration.ofSeconds(1));
        failsAndIsTriedAgain(stage, Duration.ofSeconds(2));
        failsAndIsTriedAgain(stage, Duration.ofSeconds(4));
        assertThat(stage.failsToRaise("1")).containsExactly("down 1", "exclude [1]");
        stage.lowers("1");
        stage.installs(
                excluding(view(2, CATALOG, "a", "b", "c"), new Exclusion(id("a"), "ip", "1")),
                CATALOG);
        stage.look();
        stage.passes(Duration.ofSeconds(60));
        stage.look();
        stage.says("b", 3);
        stage.says("c", 3);
        stage.installs(view(3, CATALOG, "a", "b", "c"), CATALOG);
        assertThat(stage.look()).contains("alive 1");

        assertThat(stage.failsToRaise("1"))
                .as("only lowered, to be tried again")
                .containsExactly("down 1");
    }

    @Test
    void whileNobodyElseCanHaveItItIsTriedOn() {
        Stage stage = raising(CATALOG);
        failsAndIsTriedAgain(stage, Duration.ofSeconds(1));
        failsAndIsTriedAgain(stage, Duration.ofSeconds(2));
        failsAndIsTriedAgain(stage, Duration.ofSeconds(4));
        assertThat(stage.failsToRaise("1")).containsExactly("down 1", "exclude [1]");
        stage.lowers("1");

        stage.passes(Duration.ofSeconds(8));

        assertThat(stage.look()).containsExactly("alive 1");
        assertThat(stage.raises("1")).containsExactly("exclude []");
    }

    @Test
    void aLotOfManyIsRaisedInOrderAllOrNothing() {
        Catalog catalog =
                catalog(
                        SERVERS,
                        spec(
                                SystemSpec.Kind.SHARD,
                                List.of("a"),
                                List.of(group("all", "1", "2", "3"))));
        Stage stage = Stage.of("a");
        stage.says("b", 1);
        stage.says("c", 1);
        stage.installs(view(1, catalog, "a", "b", "c"), catalog);

        assertThat(stage.look()).containsExactly("alive 1", "settle 1");
        assertThat(stage.raises("1")).containsExactly("alive 2");
        assertThat(stage.failsToRaise("2")).containsExactly("down 1", "down 2");
        assertThat(stage.lowers("1")).isEmpty();
        stage.passes(Duration.ofSeconds(1));
        assertThat(stage.look()).as("2 is still on its way down").isEmpty();
        assertThat(stage.lowers("2")).containsExactly("alive 1");
        assertThat(stage.raises("1")).containsExactly("alive 2");
        assertThat(stage.raises("2")).containsExactly("alive 3");
        assertThat(stage.raises("3")).isEmpty();
    }

    @Test
    void noMoreAlivesRunAtATimeThanConfigured() {
        Catalog catalog = catalog(SERVERS, Given.parallel(spec(List.of("a"), "1", "2", "3"), 2));
        Stage stage = Stage.of("a");
        stage.says("b", 1);
        stage.says("c", 1);
        stage.installs(view(1, catalog, "a", "b", "c"), catalog);

        assertThat(stage.look()).containsExactly("alive 1", "alive 2", "settle 1");
        assertThat(stage.raises("2")).containsExactly("alive 3");
    }

    @Test
    void anAliveThatHangsKeepsNothingElseUp() {
        Catalog catalog =
                catalog(SERVERS, Given.parallel(spec(List.of("a", "b"), "1", "2", "3", "4"), 1));
        Stage stage = Stage.of("a");
        stage.says("b", 1);
        stage.says("c", 1);
        stage.installs(view(1, catalog, "a", "b", "c"), catalog);
        stage.look();
        assertThat(stage.raises("1")).containsExactly("alive 3");

        Catalog moved =
                catalog(1, SERVERS, Given.parallel(spec(List.of("b", "a"), "0", "1", "3"), 1));
        stage.installs(view(2, moved, "a", "b", "c"), moved);

        // By the new plan 0 and 3 are a's: 3 still hangs, 1 goes.
        assertThat(stage.look()).containsExactly("down 1");
        assertThat(stage.lowers("1")).containsExactly("settle 2");
    }

    @Test
    void aClaimThatANewConfigurationDoesNotKnowIsForgotten() {
        Stage stage = raising(CATALOG);
        failsAndIsTriedAgain(stage, Duration.ofSeconds(1));
        failsAndIsTriedAgain(stage, Duration.ofSeconds(2));
        failsAndIsTriedAgain(stage, Duration.ofSeconds(4));
        stage.failsToRaise("1");
        Catalog without = catalog(1, SERVERS, spec(List.of("a", "b"), "2"));

        stage.installs(view(2, without, "a", "b", "c"), without);

        assertThat(stage.look()).contains("exclude []");
    }
}
