package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole membership, in calm and through single faults. */
final class ClusterTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Conversation cluster =
            new Conversation(Conversation.quick(), Rules.ALL, "a", "b", "c");

    private boolean isLeased(String id) {
        return cluster.isLeased(id);
    }

    @AfterEach
    void noInvariantIsBroken() {
        assertThat(cluster.violations()).isEmpty();
    }

    @Test
    void threeNewServersFormAClusterAndAllComeUpWithLeases() {
        cluster.start("a", "b", "c").runFor(SECOND);

        assertThat(cluster.view("a"))
                .as(String.join("\n", cluster.told()))
                .isEqualTo("a up, b up, c up");
        assertThat(cluster.get("b").view()).isEqualTo(cluster.get("a").view());
        assertThat(isLeased("a") && isLeased("b") && isLeased("c")).isTrue();
    }

    @Test
    void aClusterIsNotFormedWhileAVoterIsMissing() {
        cluster.start("a", "b").runFor(SECOND.multipliedBy(3));

        assertThat(cluster.get("a").view().isFormed()).isFalse();
        assertThat(cluster.get("a").waitingFor())
                .hasValueSatisfying(text -> assertThat(text).contains("c"));
    }

    @Test
    void nothingHappensInCalm() {
        cluster.start("a", "b", "c").runFor(SECOND);
        int before = cluster.told().size();

        cluster.runFor(Duration.ofMinutes(1));

        assertThat(cluster.told().subList(before, cluster.told().size())).isEmpty();
    }

    @Test
    void aCrashedServerIsDownOnceItsLeaseAndTheGuardAreOver() {
        cluster.start("a", "b", "c").runFor(SECOND);

        Moment crashedAt = cluster.now();
        cluster.crash("a");
        while (!cluster.view("b").startsWith("a down")) {
            cluster.runFor(Duration.ofMillis(1));
            assertThat(cluster.now().since(crashedAt)).isLessThan(SECOND);
        }

        assertThat(cluster.now().since(crashedAt)).isLessThan(Duration.ofMillis(210));
    }

    @Test
    void aServerThatComesBackIsUpWithAHigherIncarnation() {
        cluster.start("a", "b", "c").runFor(SECOND).crash("a").runFor(SECOND);

        cluster.start("a").runFor(SECOND);

        assertThat(cluster.view("b")).isEqualTo("a up, b up, c up");
        assertThat(cluster.get("a").incarnation()).isGreaterThan(1);
        assertThat(isLeased("a")).isTrue();
    }

    @Test
    void aServerThatRestartsAtOnceNeverGoesDown() {
        cluster.start("a", "b", "c").runFor(SECOND).crash("a").start("a").runFor(SECOND);

        assertThat(cluster.view("b")).isEqualTo("a up, b up, c up");
        assertThat(cluster.toldOf("a down")).isEmpty();
        assertThat(isLeased("a")).isTrue();
    }

    @Test
    void anIsolatedServerLosesItsLeaseBeforeItIsDownAndComesBackAfterTheHeal() {
        cluster.start("a", "b", "c").runFor(SECOND).isolate("a");

        boolean leasedWhenDown = false;
        for (int i = 0; i < 500; i++) {
            cluster.runFor(Duration.ofMillis(1));
            leasedWhenDown |= cluster.view("b").startsWith("a down") && isLeased("a");
        }
        assertThat(leasedWhenDown).isFalse();
        assertThat(cluster.view("c")).startsWith("a down");

        cluster.heal().runFor(SECOND);
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");
        assertThat(isLeased("a")).isTrue();
    }

    @Test
    void aServerThatOnlyHearsIsReplacedAndSoIsOneThatIsOnlyHeard() {
        cluster.start("a", "b", "c").runFor(SECOND).cut("a", "b").cut("a", "c").runFor(SECOND);
        assertThat(cluster.view("b")).startsWith("a down");

        cluster.heal().runFor(SECOND).cut("b", "a").cut("c", "a").runFor(SECOND);
        assertThat(cluster.view("b")).startsWith("a down");

        cluster.heal().runFor(SECOND);
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");
    }

    @Test
    void oneCutLinkIsGoneRoundByRelays() {
        cluster.start("a", "b", "c").runFor(SECOND);

        cluster.cut("a", "b").cut("b", "a").runFor(SECOND.multipliedBy(10));

        assertThat(cluster.toldOf("down")).isEmpty();
        assertThat(isLeased("a") && isLeased("b")).isTrue();
    }

    @Test
    void nothingMovesInATotalPartition() {
        cluster.start("a", "b", "c").runFor(SECOND).isolate("a").isolate("b").isolate("c");
        long epoch = cluster.get("a").view().epoch();

        cluster.runFor(SECOND.multipliedBy(5));
        assertThat(cluster.get("a").view().epoch()).isEqualTo(epoch);
        assertThat(isLeased("a") || isLeased("b") || isLeased("c")).isFalse();

        cluster.heal().runFor(SECOND);
        assertThat(cluster.get("a").view().epoch()).isEqualTo(epoch);
        assertThat(isLeased("a") && isLeased("b") && isLeased("c")).isTrue();
    }

    @Test
    void aPartitionThatHealsLinkByLinkMovesNothing() {
        cluster.start("a", "b", "c").runFor(SECOND).isolate("a").isolate("b").isolate("c");
        cluster.runFor(SECOND);
        long epoch = cluster.get("a").view().epoch();

        cluster.mend("a", "b").mend("b", "a").runFor(Duration.ofMillis(140));
        cluster.heal().runFor(SECOND);

        assertThat(cluster.get("a").view().epoch()).isEqualTo(epoch);
    }

    @Test
    void aPartitionInWhichEverybodyWasSilentHealsWithoutAMoveWhicheverLinkComesFirst() {
        for (int pause = 1; pause < 150; pause += 7) {
            Conversation three = new Conversation(Conversation.quick(), Rules.ALL, "a", "b", "c");
            three.start("a", "b", "c").runFor(SECOND).isolate("a").isolate("b").isolate("c");
            three.runFor(SECOND.plusMillis(pause * 3L));
            long epoch = three.get("a").view().epoch();

            three.mend("b", "c").runFor(Duration.ofMillis(pause / 3));
            three.mend("c", "b").runFor(Duration.ofMillis(pause / 2));
            three.heal().runFor(SECOND);

            assertThat(three.get("a").view().epoch()).as("pause %s", pause).isEqualTo(epoch);
        }
    }

    @Test
    void aServerThatLeavesIsOutAtOnce() {
        cluster.start("a", "b", "c").runFor(SECOND);

        cluster.leave("a");
        cluster.runFor(Duration.ofMillis(30));

        assertThat(cluster.view("b")).isEqualTo("a out, b up, c up");
        assertThat(cluster.isRunning("a")).isFalse();
    }

    /**
     * What is left when nothing is held any more: the news of it, step 3 and its outcome, and two
     * disks. A server that is the proposer of its own leave has to ask once more.
     */
    @Test
    void whileAServerGivesUpWhatItHoldsTheOthersPromise() {
        for (String leaver : List.of("a", "b", "c")) {
            Conversation three = new Conversation(Conversation.quick(), Rules.ALL, "a", "b", "c");
            three.start("a", "b", "c").runFor(SECOND);
            String other = leaver.equals("b") ? "a" : "b";

            three.holdingOn(leaver).leave(leaver);
            three.runFor(Duration.ofMillis(300));
            assertThat(three.view(other)).isEqualTo("a up, b up, c up");
            Moment released = three.now();
            three.letGo(leaver);
            three.runUntil(() -> three.view(other).contains(leaver + " out"));

            assertThat(three.now().since(released))
                    .as(leaver + String.join("\n", three.told()))
                    .isLessThan(Duration.ofNanos(leaver.equals("a") ? 3_800_000 : 3_300_000));
            assertThat(three.violations()).isEmpty();
        }
    }

    /**
     * Else it is put in force by those who accepted it, and nobody of them has it any more. Their
     * files are those of before.
     */
    @ParameterizedTest
    @ValueSource(strings = {"a", "abc"})
    void whoAgreedToAConfigurationHasItAfterARestart(String brought) {
        cluster.start("a", "b", "c").runFor(SECOND);
        cluster.lose(letter -> letter.message().body() instanceof Message.Accepted);
        brought.chars().forEach(each -> cluster.offers(Character.toString(each), 2, 8));
        cluster.runUntil(() -> !cluster.toldOf("b: accepted view 3").isEmpty());
        cluster.runFor(Duration.ofMillis(5)).crash("b", "c").heal().isolate("a");

        cluster.start("b", "c").runFor(SECOND.multipliedBy(5));

        assertThat(cluster.view("b")).isEqualTo("a down, b up, c up");
        assertThat(cluster.get("b").view().configurationVersion()).isEqualTo(2);
        assertThat(cluster.get("b").configuration()).isPresent();
        assertThat(cluster.get("c").configuration()).isPresent();
    }

    @Test
    void aLostDiskComesBackAsANewVoterOfTheNextGeneration() {
        cluster.start("a", "b", "c").runFor(SECOND).crash("a").loseDisk("a").start("a");
        long generation = cluster.get("b").view().generation();

        cluster.runFor(SECOND.multipliedBy(2));

        assertThat(cluster.view("a"))
                .as(String.join("\n", cluster.told()))
                .isEqualTo("a up, b up, c up");
        assertThat(cluster.get("b").view().generation()).isEqualTo(generation + 1);
        assertThat(isLeased("a") && isLeased("b") && isLeased("c")).isTrue();
        // And it votes: with c gone, a and b are the quorum.
        cluster.crash("c").runFor(SECOND);
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c down");
    }

    /** Its incarnations are above those of the one that it succeeds, and say nothing of that. */
    @Test
    void aServerThatLostItsDiskIsAccusedOnceHoweverOftenItStarts() {
        cluster.start("a", "b", "c").runFor(SECOND).crash("a").loseDisk("a");
        for (int starts = 0; starts < 3; starts++) {
            cluster.start("a").runFor(Duration.ofMillis(30)).crash("a");
        }

        cluster.start("a").runFor(SECOND);

        assertThat(cluster.toldOf("b: a is suspected by b")).hasSize(1);
        assertThat(cluster.view("b")).isEqualTo("a up, b up, c up");
    }

    @Test
    void allOffAndOnAgain() {
        cluster.start("a", "b", "c").runFor(SECOND).crash("a", "b", "c").runFor(SECOND);

        cluster.start("a", "b", "c").runFor(SECOND);

        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");
        assertThat(isLeased("a") && isLeased("b") && isLeased("c")).isTrue();
    }

    @Test
    void aServerThatIsNoVoterIsLetInAndHoldsALease() {
        Conversation four = new Conversation(Conversation.quick(), Rules.ALL, "a", "b", "c", "n");
        four.start("a", "b", "c").runFor(SECOND).start("n").runFor(SECOND);

        assertThat(four.view("a"))
                .as(String.join("\n", four.told()))
                .isEqualTo("a up, b up, c up, n up");
        assertThat(four.now().isBefore(four.get("n").leaseUntil())).isTrue();

        four.crash("n").runFor(SECOND);
        assertThat(four.view("a")).isEqualTo("a up, b up, c up, n down");
    }

    @Test
    void allVotersOfFiveButTheQuorumCrashAtOnce() {
        Conversation five =
                new Conversation(Conversation.quick(), Rules.ALL, "a", "b", "c", "d", "e");
        five.start("a", "b", "c", "d", "e").runFor(SECOND).crash("a", "b");

        five.runFor(Duration.ofMillis(220));

        assertThat(five.view("e")).isEqualTo("a down, b down, c up, d up, e up");
    }
}
