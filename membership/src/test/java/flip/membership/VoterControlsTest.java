package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The must-fail controls of the rules about who votes: the same steps harm without the rule, and
 * not with it.
 */
final class VoterControlsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LEASE = Conversation.quick().pingTimeout();

    private static Conversation formed(Rules rules, String... servers) {
        return new Conversation(Conversation.quick(), rules, servers).start(servers).runFor(SECOND);
    }

    /** What carries a whole view. */
    private static boolean isOfAView(Message.Body body) {
        return body instanceof Message.Promised
                || body instanceof Message.Accept
                || body instanceof Message.Decided;
    }

    /**
     * The voter c is cut off, and another machine takes its place. Then b is cut off from both
     * other voters, and reaches the old c instead, which never hears of its successor.
     */
    private static Conversation aReplacedVoterStillGrants(Rules rules) {
        Conversation all = formed(rules, "a", "b", "c").isolate("c");
        all.runUntil(() -> all.view("a").endsWith("c down")).start("c'");
        all.runUntil(() -> all.view("b").equals("a up, b up, c up")).runFor(SECOND);
        all.heal().cutBoth("a", "c").cutBoth("a", "b").cutBoth("b", "c'").cutBoth("b", "c");
        all.lose(letter -> letter.isBetween("b", "c") && isOfAView(letter.body()));
        all.runFor(LEASE.dividedBy(2)).mendBoth("b", "c");
        return all.runUntil(() -> all.view("a").equals("a up, b down, c up")).runFor(SECOND);
    }

    @Test
    void r12WithoutItTheGrantOfAReplacedVoterCountsBesideItsSuccessorsVote() {
        Rules off = Rules.without(Rule.VOTERS_CHANGE_BY_GENERATION);
        assertThat(aReplacedVoterStillGrants(off).violations())
                .anyMatch(broken -> broken.startsWith("I10: b "));
        assertThat(aReplacedVoterStillGrants(Rules.ALL).violations()).isEmpty();
    }

    /** A voter's disk is lost: it comes back as a new voter, with the next generation. */
    private static Conversation aVoterIsReplaced(Rules rules) {
        Conversation all = formed(rules, "a", "b", "c").crash("c").loseDisk("c");
        all.runUntil(() -> all.view("a").endsWith("c down"));
        long generation = all.get("a").view().generation();
        all.told().clear();
        all.start("c").runUntil(() -> all.get("a").view().generation() > generation);
        return all.runUntil(() -> all.view("a").equals("a up, b up, c up")).runFor(SECOND);
    }

    @Test
    void r13WithoutItEverybodyLetsGoWheneverTheVotersChange() {
        Conversation off = aVoterIsReplaced(Rules.without(Rule.LEASE_CARRIES_OVER));
        assertThat(off.toldOf(" a: no lease")).isNotEmpty();
        assertThat(off.toldOf(" b: no lease")).isNotEmpty();

        assertThat(aVoterIsReplaced(Rules.ALL).toldOf("no lease")).isEmpty();
    }

    /**
     * The view that a and b chose is known to a alone when b loses its disk. It reads what it lost
     * from c; then a is cut off.
     */
    private static Conversation aVoterReadsItsStateFromAnother(Rules rules) {
        Conversation all = formed(rules, "a", "b", "c");
        long epoch = all.get("a").view().epoch() + 1;
        all.lose(
                letter ->
                        letter.isBetween("a", "c")
                                && (isOfAView(letter.body())
                                        || letter.body() instanceof Message.Excluding));
        all.excluding("a", "ip", "10.0.0.1");
        all.runUntil(() -> all.get("a").view().epoch() == epoch).crash("b").loseDisk("b");
        all.lose(letter -> letter.from().equals("a") && isOfAView(letter.body()));
        // A server that takes up its old identity is heard only if its stamps, which it draws at
        // its
        // start, are above the old ones: those of its second try are.
        all.start("b").crash("b").start("b").runFor(LEASE.multipliedBy(2));
        return all.isolate("a").runFor(SECOND);
    }

    @Test
    void r14WithoutItAChosenViewIsLostWithADisk() {
        Rules off = Rules.without(Rule.LOST_DISK_IS_NEW_IDENTITY);
        assertThat(aVoterReadsItsStateFromAnother(off).violations())
                .anyMatch(broken -> broken.startsWith("I1: "));

        Conversation on = aVoterReadsItsStateFromAnother(Rules.ALL);
        assertThat(on.violations()).isEmpty();
        assertThat(on.heal().runFor(SECOND).view("b")).isEqualTo("a up, b up, c up");
        assertThat(on.violations()).isEmpty();
    }

    /**
     * Two of five voters lose their disks, and come back with an old file of three, behind a cut.
     */
    private static Conversation twoBringAnOldFile(Rules rules) {
        Configuration old = Files.of(0, Conversation.quick(), "a", "b", "c");
        Conversation all = formed(rules, "a", "b", "c", "d", "e").crash("a", "b");
        all.loseDisk("a").loseDisk("b").file("a", old).file("b", old);
        for (String other : new String[] {"c", "d", "e"}) {
            all.cutBoth("a", other).cutBoth("b", other);
        }
        return all.start("a", "b").runFor(SECOND);
    }

    @Test
    void genesisByAllWithoutItASecondClusterIsFormedBehindACut() {
        assertThat(twoBringAnOldFile(Rules.without(Rule.GENESIS_BY_ALL)).violations())
                .contains("I3: a and c hold leases of two clusters at once");

        Conversation on = twoBringAnOldFile(Rules.ALL);
        assertThat(on.violations()).isEmpty();
        assertThat(on.get("a").view().isFormed()).isFalse();
        assertThat(on.isLeased("c")).isTrue();
    }

    /** All voters lose their disks at once, while n, which is cut off, still has their grants. */
    private static Conversation allVotersBeginAnew(Rules rules) {
        Conversation all = formed(rules, "a", "b", "c", "n").isolate("n").crash("a", "b", "c");
        all.loseDisk("a").loseDisk("b").loseDisk("c").start("a", "b", "c");
        return all.runFor(SECOND);
    }

    @Test
    void genesisWaitsWithoutItTheNewClusterBeginsBeforeTheLeasesOfTheOldAreOver() {
        assertThat(allVotersBeginAnew(Rules.without(Rule.GENESIS_WAITS)).violations())
                .contains("I3: a and n hold leases of two clusters at once");

        Conversation on = allVotersBeginAnew(Rules.ALL);
        assertThat(on.violations()).isEmpty();
        assertThat(on.isLeased("a")).isTrue();
    }
}
