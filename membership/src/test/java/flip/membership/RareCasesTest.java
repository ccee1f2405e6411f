package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens seldom, each of which once stopped, delayed or flooded a cluster. */
final class RareCasesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Conversation of(String... ids) {
        Conversation cluster = new Conversation(Conversation.quick(), Rules.ALL, ids);
        return cluster.start(ids).runFor(SECOND);
    }

    private static Duration untilDown(Conversation cluster, String at, String down) {
        Moment begin = cluster.now();
        while (!cluster.view(at).contains(down + " down")) {
            cluster.runFor(Duration.ofMillis(1));
            assertThat(cluster.now().since(begin)).isLessThan(SECOND.multipliedBy(5));
        }
        return cluster.now().since(begin);
    }

    @Test
    void aVoterWhoseGrantEndsLaterIsAskedAgainWhenItsGrantIsOver() {
        Conversation cluster = of("a", "b", "c");
        cluster.cut("a", "b").cut("c", "b").runFor(Duration.ofMillis(90));

        cluster.crash("a").heal();

        assertThat(untilDown(cluster, "b", "a"))
                .as(String.join("\n", cluster.told()))
                .isLessThan(Duration.ofMillis(210));
    }

    @Test
    void twoOfQuorumOneTakeOverWithinTheirTimeout() {
        Timing timing =
                new Timing(
                        Duration.ofMillis(20),
                        Duration.ofMillis(150),
                        Duration.ofMillis(50),
                        Duration.ZERO,
                        3);
        Conversation cluster = new Conversation(timing, Rules.ALL, 1, "a", "b");
        cluster.start("a", "b").runFor(SECOND);
        assertThat(cluster.view("a")).isEqualTo("a up, b up");

        cluster.crash("a");

        assertThat(untilDown(cluster, "b", "a")).isLessThan(Duration.ofMillis(210));
    }

    @Test
    void twoOfQuorumOneAgreeAgainAfterAPartition() {
        Conversation cluster = new Conversation(Conversation.quick(), Rules.ALL, 1, "a", "b");
        cluster.start("a", "b").runFor(SECOND).isolate("a").runFor(SECOND);
        assertThat(cluster.view("a")).isEqualTo("a up, b down");
        assertThat(cluster.view("b")).isEqualTo("a down, b up");

        cluster.heal().runFor(SECOND);

        assertThat(cluster.view("a")).isEqualTo("a up, b up");
        assertThat(cluster.get("b").view()).isEqualTo(cluster.get("a").view());
    }

    @Test
    void aChangeThatIsNeverAgreedToKeepsNoVoterOut() {
        Conversation cluster = of("a", "b", "c");
        Configuration file = Files.of(1, Conversation.quick(), "a", "b", "c");
        cluster.texts.makeUnreadable("a", Files.differing(file, 2, 8));
        cluster.texts.makeUnreadable("a", Files.differing(file, 2, 9));
        cluster.offers("b", 2, 8);
        cluster.offers("c", 2, 9);

        cluster.crash("a").loseDisk("a").start("a").runFor(SECOND.multipliedBy(5));

        assertThat(cluster.view("b")).isEqualTo("a up, b up, c up");
    }

    /** R14: else the two would take each other's place for ever, and both stop. */
    @Test
    void anIdentityThatWasReplacedIsNotLetInAgain() {
        Conversation cluster = of("a", "b", "c");
        cluster.crash("c").runFor(SECOND).start("c'").runFor(SECOND);
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");
        cluster.crash("c'").runFor(SECOND);

        cluster.start("c").runFor(SECOND);

        assertThat(cluster.isRunning("c")).isFalse();
        assertThat(cluster.toldOf("another machine has come in as c")).hasSize(1);
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c down");

        cluster.start("c'").runFor(SECOND);

        assertThat(cluster.isRunning("c'")).isTrue();
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");
    }

    @Test
    void serversThatDoNotVoteAccuseNobodyWhomTheyDidNotAsk() {
        Timing timing =
                new Timing(
                        Duration.ofMillis(100),
                        Duration.ofMillis(150),
                        Duration.ofMillis(50),
                        Duration.ZERO,
                        1);
        String[] ids = {"a", "b", "c", "n1", "n2", "n3", "n4", "n5", "n6"};
        Conversation cluster = new Conversation(timing, Rules.ALL, ids);
        cluster.start(ids).runFor(SECOND.multipliedBy(2));
        int before = cluster.toldOf("suspected").size();

        cluster.runFor(SECOND.multipliedBy(10));

        assertThat(cluster.toldOf("suspected")).hasSize(before);
    }

    @Test
    void aLongTimeoutIsFilledWithRetriesThroughRelays() {
        Timing timing =
                new Timing(
                        Duration.ofMillis(10),
                        Duration.ofMillis(300),
                        Duration.ofMillis(50),
                        Duration.ZERO,
                        3);
        Conversation cluster = new Conversation(timing, Rules.ALL, "a", "b", "c");
        cluster.start("a", "b", "c").runFor(SECOND);
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");

        cluster.cutBoth("a", "b").runFor(SECOND);

        assertThat(cluster.toldOf("suspected")).isEmpty();
    }

    @Test
    void afterAJumpOfItsClockAVoterGrantsToItselfAtOnce() {
        Conversation cluster = of("a", "b", "c").crash("c");
        cluster.runUntil(() -> cluster.view("a").endsWith("c down"));

        for (int times = 0; times < 5; times++) {
            cluster.runFor(Duration.ofMillis(33)).jump("a");
            assertThat(cluster.isLeased("a")).isFalse();
            assertThat(cluster.runFor(Duration.ofMillis(5)).isLeased("a")).isTrue();
        }
    }

    @Test
    void aDoomedLifeDoomsNoLifeOfAnotherDisk() {
        ServerId x = new ServerId("x");
        Doomed doomed = new Doomed(Rules.ALL);

        doomed.asked(
                view(2, x, new Standing(1, Standing.State.DOWN, 5, true)),
                view(1, x, new Standing(1, Standing.State.UP, 5, true)));
        assertThat(doomed.has(x, 1, 5)).isTrue();
        doomed.learned(view(3, x, new Standing(2, Standing.State.OUT, 0, true)));

        assertThat(doomed.has(x, 2, 1)).isFalse();
    }

    /** A peer with a key of the cluster and a fault: this server does not stop for it. */
    @Test
    void whoSaysThatAnotherViewOfAnEpochWasAgreedToIsNotBelieved() {
        Conversation cluster = of("a", "b", "c");
        View known = cluster.get("a").view();
        View other =
                new View(
                        known.lineage(),
                        known.generation(),
                        known.epoch(),
                        known.configurationVersion(),
                        known.configurationDigest(),
                        known.longestGrant(),
                        known.quorum(),
                        known.standings(),
                        ImmutableSortedSet.of(new Exclusion(new ServerId("c"), "ip", "lot")));
        Message lie =
                cluster.get("b")
                        .stamped(cluster.now(), new ServerId("a"), new Message.Decided(other));

        List<Effect> effects = cluster.get("a").received(cluster.now(), lie);

        assertThat(effects)
                .filteredOn(effect -> effect instanceof Effect.Note)
                .singleElement()
                .asString()
                .contains("another view " + known.epoch() + " was agreed to");
        assertThat(cluster.get("a").known()).isEqualTo(known);
    }

    private static View view(long epoch, ServerId of, Standing standing) {
        return new View(
                1,
                1,
                epoch,
                1,
                1,
                SECOND,
                2,
                ImmutableSortedMap.of(of, standing),
                View.NONE.exclusions());
    }

    @Test
    void whatAnEarlierLifeAskedForIsProposedNoMore() {
        Conversation cluster = of("a", "b", "c");
        cluster.lose(
                letter -> letter.body() instanceof Message.Excluding && !letter.to().equals("a"));
        cluster.excluding("b", "ip", "1");
        cluster.runFor(Duration.ofMillis(1)).crash("b").heal();
        cluster.start("b").runFor(SECOND);
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");
        int before = cluster.toldOf("vote").size();
        assertThat(before).isPositive();

        cluster.runFor(SECOND.multipliedBy(5));

        assertThat(cluster.toldOf("vote")).hasSize(before);
    }

    @Test
    void aFirstViewThatWasNotChosenIsNotFollowedByAnotherThatNobodyWasAskedAbout() {
        Conversation cluster = new Conversation(Conversation.quick(), Rules.ALL, "a", "b", "c");
        List<Letter> accepts = new ArrayList<>();
        cluster.lose(letter -> letter.body() instanceof Message.Accept && accepts.add(letter));
        cluster.start("a", "b", "c").runUntil(() -> !accepts.isEmpty());
        assertThat(accepts).allMatch(letter -> letter.from().equals("a"));

        cluster.runFor(Duration.ofMillis(2)).crash("a");
        accepts.clear();
        cluster.start("a").runFor(Duration.ofMillis(190));
        assertThat(accepts)
                .as("within L + g of the start")
                .noneMatch(letter -> letter.from().equals("a"));

        cluster.heal().runFor(SECOND);
        assertThat(cluster.view("b")).isEqualTo("a up, b up, c up");
    }

    @Test
    void aBallotNearTheEndOfAllNumbersIsNotPromised() {
        Conversation cluster = of("a", "b", "c");
        View known = cluster.get("a").view();
        Ballot last = new Ballot(WireReader.HIGHEST_IN_MESSAGE, "c");
        Round round = new Round(known.lineage(), known.generation(), last);
        List<Letter> answers = new ArrayList<>();
        cluster.lose(letter -> isAnswerIn(round, letter.body()) && answers.add(letter));

        cluster.says("c", new Message.Prepare(round, ImmutableList.of()));
        cluster.says("c", new Message.Accept(round, known));
        cluster.says("c", new Message.Refused(round, last));
        cluster.runFor(SECOND).crash("c").runFor(SECOND);

        assertThat(answers).isEmpty();
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c down");
    }

    @Test
    void aBallotStandsForOneView() {
        Conversation cluster = of("a", "b", "c");
        View known = cluster.get("a").view();
        View one = new Amendment(known, Rules.ALL).view();
        View other = new Amendment(one, Rules.ALL).view();
        Round round = new Round(known.lineage(), known.generation(), new Ballot(1000, "c"));
        List<Letter> answers = new ArrayList<>();
        cluster.lose(
                letter ->
                        letter.body() instanceof Message.Prepare
                                || (isAnswer(letter, round) && answers.add(letter)));

        cluster.says("c", new Message.Accept(round, one));
        cluster.runFor(Duration.ofMillis(5));
        assertThat(answers).hasSize(2);
        cluster.says("c", new Message.Accept(round, other));
        cluster.runFor(Duration.ofMillis(5));
        assertThat(answers).hasSize(2);

        cluster.heal().runFor(SECOND);
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");
        assertThat(cluster.violations()).isEmpty();
    }

    private static boolean isAnswer(Letter letter, Round round) {
        return letter.to().equals("c") && isAnswerIn(round, letter.body());
    }

    private static boolean isAnswerIn(Round round, Message.Body body) {
        return (body instanceof Message.Promised promised && promised.round().equals(round))
                || (body instanceof Message.Accepted accepted && accepted.round().equals(round));
    }

    @Test
    void noStampIsTooOdd() {
        ReplayWindow window = new ReplayWindow();

        assertThat(window.takes(-5)).isTrue();
        assertThat(window.takes(-5)).isFalse();
        assertThat(window.takes(Long.MAX_VALUE)).isTrue();
        assertThat(window.takes(Long.MIN_VALUE)).isFalse();
        assertThat(window.takes(-6)).isFalse();
    }
}
