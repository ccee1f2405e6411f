package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An operator says that voters are lost for good, and a new lineage goes on without them. */
final class RecoveryTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Conversation formed(String... ids) {
        Conversation cluster = new Conversation(Conversation.quick(), Rules.ALL, ids);
        return cluster.start(ids).runFor(SECOND);
    }

    @Test
    void theOnlySurvivorGoesOnAndTheLostComeInAsNewOnes() {
        Conversation cluster = formed("a", "b", "c");
        View before = cluster.get("a").view();
        cluster.crash("b", "c").loseDisk("b").loseDisk("c").runFor(SECOND);

        cluster.recover("a", "b", "c");
        cluster.runFor(SECOND);

        View after = cluster.get("a").view();
        assertThat(cluster.view("a")).isEqualTo("a up, b out, c out");
        assertThat(cluster.isLeased("a")).isTrue();
        assertThat(after.lineage()).isNotEqualTo(before.lineage());
        assertThat(after.epoch()).isGreaterThan(before.epoch());
        assertThat(after.quorum()).isEqualTo(1);
        assertThat(after.succeeds(before)).isTrue();

        cluster.start("b", "c").runFor(SECOND.multipliedBy(5));

        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");
        assertThat(cluster.get("c").view()).isEqualTo(cluster.get("a").view());
        assertThat(cluster.get("a").view().quorum()).isEqualTo(2);
        assertThat(cluster.get("a").view().voters()).hasSize(3);
        assertThat(cluster.get("a").view().descent().vacant()).isEmpty();
        assertThat(cluster.violations()).isEmpty();
    }

    @Test
    void whoComesBackWithItsOldDiskLeavesItsLineage() {
        Conversation cluster = formed("a", "b", "c");
        cluster.crash("b", "c").runFor(SECOND);
        cluster.recover("a", "b", "c");
        cluster.runFor(SECOND);

        cluster.start("b", "c").runFor(SECOND.multipliedBy(5));

        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");
        assertThat(cluster.get("b").view()).isEqualTo(cluster.get("a").view());
        assertThat(cluster.toldOf("a new cluster was formed without them")).hasSize(2);
        assertThat(cluster.toldOf("starts anew")).hasSize(3);
    }

    @Test
    void allSurvivorsFollow() {
        Conversation cluster = formed("a", "b", "c", "d", "e");
        cluster.crash("c", "d", "e").runFor(SECOND);

        cluster.recover("b", "c", "d", "e");
        cluster.runFor(SECOND);

        assertThat(cluster.view("a")).isEqualTo("a up, b up, c out, d out, e out");
        assertThat(cluster.get("b").view()).isEqualTo(cluster.get("a").view());
        assertThat(cluster.get("a").view().quorum()).isEqualTo(2);
    }

    @Test
    void itIsRefusedWhileAQuorumIsThere() {
        Conversation cluster = formed("a", "b", "c");
        View before = cluster.get("a").view();
        cluster.crash("c").runFor(SECOND);

        cluster.recover("a", "c");
        cluster.runFor(SECOND);

        assertThat(cluster.get("a").recovery())
                .isEqualTo(
                        "refused: a reaches 2 voters, which are a quorum: the cluster goes on without the"
                                + " others");
        assertThat(cluster.get("a").view().lineage()).isEqualTo(before.lineage());
    }

    @Test
    void itIsRefusedWhileOneOfTheLostIsHeardByAnother() {
        Conversation cluster = formed("a", "b", "c", "d", "e");
        cluster.crash("d", "e").cutBoth("a", "c").cutBoth("b", "c").cut("a", "b").mend("c", "b");
        cluster.mend("a", "b").runFor(SECOND);

        cluster.recover("a", "c", "d", "e");
        cluster.runFor(SECOND);

        assertThat(cluster.get("a").recovery()).startsWith("refused: c was heard by b ");
        assertThat(cluster.get("a").view().lineage()).isEqualTo(cluster.get("c").view().lineage());
    }

    @Test
    void itIsRefusedWhileOneThatIsNotLostIsAway() {
        Conversation cluster = formed("a", "b", "c", "d", "e");
        cluster.crash("c", "d", "e").cutBoth("a", "b").runFor(SECOND);

        cluster.recover("a", "c", "d", "e");

        assertThat(cluster.get("a").recovery()).startsWith("refused: b does not answer");
    }

    @Test
    void anotherFileIsNamedBeforeAnythingIsGivenUp() {
        Conversation cluster = formed("a", "b", "c", "d", "e");
        cluster.crash("c", "d", "e").runFor(SECOND);
        cluster.offers("b", 2, 77);

        cluster.recover("a", "c", "d", "e");
        cluster.runFor(SECOND);

        assertThat(cluster.get("a").recovery())
                .isEqualTo(
                        "refused: the configuration file of b, version 2, is not that of a: make them"
                                + " equal, and reload both agents");
        assertThat(cluster.toldOf("starts anew")).isEmpty();
    }

    @Test
    void aClusterIsFormedBeforeAllItsVotersExist() {
        Conversation cluster = new Conversation(Conversation.quick(), Rules.ALL, "a", "b", "c");
        cluster.start("a", "b").runFor(SECOND);
        assertThat(cluster.get("a").view().isFormed()).isFalse();

        cluster.recover("b", "c");
        cluster.runFor(SECOND);

        assertThat(cluster.view("a")).isEqualTo("a up, b up, c out");
        assertThat(cluster.get("a").view().quorum()).isEqualTo(2);

        cluster.start("c").runFor(SECOND.multipliedBy(3));

        assertThat(cluster.view("c")).isEqualTo("a up, b up, c up");
        assertThat(cluster.get("c").view().quorum()).isEqualTo(2);
    }

    @Test
    void ofTwoThatWereSaidApartOneGivesWay() {
        Conversation cluster = formed("a", "b", "c");
        cluster.crash("c").cutBoth("a", "b").runFor(SECOND);
        cluster.recover("a", "b", "c");
        cluster.recover("b", "a", "c");
        cluster.runFor(SECOND);
        assertThat(cluster.view("a")).isEqualTo("a up, b out, c out");
        assertThat(cluster.view("b")).isEqualTo("a out, b up, c out");

        cluster.mendBoth("a", "b").runFor(SECOND.multipliedBy(5));

        assertThat(cluster.view("a")).isEqualTo("a up, b up, c out");
        assertThat(cluster.get("b").view()).isEqualTo(cluster.get("a").view());
    }

    @Test
    void twoThatSayTheSameAtOnceMakeOneLineage() {
        Conversation cluster = formed("a", "b", "c", "d", "e");
        cluster.crash("c", "d", "e").runFor(SECOND);

        cluster.recover("a", "c", "d", "e");
        cluster.recover("b", "c", "d", "e");
        cluster.runFor(SECOND);

        assertThat(cluster.view("a")).isEqualTo("a up, b up, c out, d out, e out");
        assertThat(cluster.get("b").view()).isEqualTo(cluster.get("a").view());
    }

    @Test
    void theWordSurvivesARestart() {
        Conversation cluster = formed("a", "b", "c", "d", "e");
        cluster.crash("c", "d", "e").runFor(SECOND);
        cluster.recover("a", "c", "d", "e");
        cluster.runUntil(() -> cluster.toldOf("starts anew").size() == 2);
        cluster.runFor(Duration.ofMillis(20)).crash("a", "b").runFor(SECOND);

        cluster.start("a", "b").runFor(SECOND);

        assertThat(cluster.view("a")).isEqualTo("a up, b up, c out, d out, e out");
    }

    @Test
    void whoWasSaidToBeLostAndComesBackTooEarlyIsNamed() {
        Conversation cluster = formed("a", "b", "c");
        cluster.crash("b", "c").runFor(SECOND);
        cluster.recover("a", "b", "c");
        cluster.runUntil(() -> !cluster.toldOf("starts anew").isEmpty());

        cluster.start("b").runFor(SECOND.multipliedBy(2));

        assertThat(cluster.get("a").view().isFormed()).isFalse();
        assertThat(cluster.get("a").waitingFor())
                .hasValueSatisfying(
                        reason -> assertThat(reason).startsWith("b was said to be lost for good"));
        cluster.crash("b").runFor(SECOND);
        assertThat(cluster.view("a")).isEqualTo("a up, b out, c out");
    }

    /** What a file names that leaves the lost out, or has them still. */
    @Test
    void aNewFileMayLeaveTheLostOutForGood() {
        Conversation cluster = formed("a", "b", "c");
        cluster.crash("b", "c").runFor(SECOND);
        cluster.recover("a", "b", "c");
        cluster.runFor(SECOND);

        cluster.offers("a", Files.of(2, Conversation.quick(), "a"));
        cluster.runFor(SECOND);

        View view = cluster.get("a").view();
        assertThat(view.configurationVersion()).isEqualTo(2);
        assertThat(view.descent().vacant()).isEmpty();
    }
}
