package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * The must-fail controls of the rules about rounds and grants that random simulation does not find:
 * the same steps harm without the rule, and not with it.
 */
final class RuleControlsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LEASE = Conversation.quick().pingTimeout();

    private static Conversation formed(Rules rules, String... servers) {
        return new Conversation(Conversation.quick(), rules, servers).start(servers).runFor(SECOND);
    }

    private static long nextEpoch(Conversation all) {
        return nextEpoch(all, "a");
    }

    private static long nextEpoch(Conversation all, String of) {
        return all.get(of).view().epoch() + 1;
    }

    private static boolean hasAccepted(Conversation all, String server, long epoch) {
        return !all.toldOf(" " + server + ": accepted view " + epoch + " ").isEmpty();
    }

    private static boolean isAgreement(Letter letter) {
        Message.Body body = letter.body();
        return body instanceof Message.Prepare
                || body instanceof Message.Promised
                || body instanceof Message.Accept
                || body instanceof Message.Accepted
                || body instanceof Message.Refused
                || body instanceof Message.Decided;
    }

    /**
     * The relay n hears neither b nor c any more, but remembers what they answered it. The owner a
     * is cut off from everybody, and reaches n again just before its lease is over.
     */
    private static Conversation anOldAckIsRemembered(Rules rules) {
        Conversation all = formed(rules, "a", "b", "c", "n");
        all.cut("b", "n").cut("c", "n");
        all.cutBoth("a", "b").cutBoth("a", "c").cutBoth("a", "n");
        all.runFor(Duration.ofMillis(120)).mendBoth("a", "n");
        return all.runUntil(() -> all.view("b").startsWith("a down")).runFor(SECOND);
    }

    @Test
    void r1WithoutItAGrantFromARelaysMemoryOutlivesTheViewThatEndedIt() {
        assertThat(anOldAckIsRemembered(Rules.without(Rule.RELAYS_ONLY_PASS_ON)).violations())
                .anyMatch(broken -> broken.startsWith("I10: a "));
        assertThat(anOldAckIsRemembered(Rules.ALL).violations()).isEmpty();
    }

    /**
     * Cut off from three of five, a is about to be voted down: only c hears that it should accept
     * that, and the proposer b dies. The link heals at that moment.
     */
    private static Conversation oneVoterAccepted(Rules rules) {
        Conversation all = formed(rules, "a", "b", "c", "d", "e");
        long epoch = nextEpoch(all);
        all.cutBoth("a", "b").cutBoth("a", "c").cutBoth("a", "d");
        all.lose(
                letter ->
                        letter.body() instanceof Message.Relay
                                || (letter.body() instanceof Message.Accept
                                        && !letter.to().equals("c")));
        all.runUntil(() -> hasAccepted(all, "c", epoch));
        return all.crash("b").heal().runFor(SECOND);
    }

    @Test
    void r3WithoutItAProposalThatOneVoterAcceptedTakesDownAHealthyServer() {
        Conversation off = oneVoterAccepted(Rules.without(Rule.BASE_IS_LOWEST_POSSIBLY_CHOSEN));
        assertThat(off.get("a").incarnation()).as("its first life ended").isGreaterThan(1);

        Conversation on = oneVoterAccepted(Rules.ALL);
        assertThat(on.get("a").incarnation()).isEqualTo(1);
        assertThat(on.view("a")).isEqualTo("a up, b down, c up, d up, e up");
        assertThat(on.isLeased("a")).isTrue();
    }

    /**
     * The view that lets c in again, and ends the generation, is accepted by a and b, but the last
     * answer to the proposer a is late. Meanwhile b wants an exclusion.
     */
    private static Conversation anAnswerIsLate(Rules rules) {
        Conversation all = formed(rules, "a", "b", "c").crash("c");
        all.runUntil(() -> all.view("a").endsWith("c down")).loseDisk("c");
        all.hold(
                letter ->
                        letter.from().equals("b")
                                && letter.to().equals("a")
                                && (letter.body() instanceof Message.Accepted
                                        || letter.body() instanceof Message.Refused));
        all.start("c").runUntil(all::isHolding);
        all.excluding("b", "ip", "10.0.0.1");
        all.runUntil(
                () ->
                        all.told().stream()
                                .anyMatch(line -> line.matches(".* b: view .* is chosen.*")));
        return all.isolate("b").release().runFor(SECOND);
    }

    @Test
    void r4WithoutItTwoViewsOfOneEpochAreChosenInTwoGenerations() {
        assertThat(anAnswerIsLate(Rules.without(Rule.CHANGE_ONLY_ON_CHOSEN)).violations())
                .anyMatch(broken -> broken.startsWith("I1: "));

        Conversation on = anAnswerIsLate(Rules.ALL);
        assertThat(on.violations()).isEmpty();
        assertThat(on.view("a")).isEqualTo("a up, b down, c up");
    }

    /** Cut off, a is voted down: b accepts that, the question to c is late, and a reaches b. */
    private static Conversation aQuestionIsLate(Rules rules) {
        Conversation all = formed(rules, "a", "b", "c");
        long epoch = nextEpoch(all);
        all.isolate("a");
        all.hold(letter -> letter.to().equals("c") && letter.body() instanceof Message.Accept);
        all.runUntil(() -> hasAccepted(all, "b", epoch));
        all.heal().cutBoth("a", "c").lose(letter -> letter.body() instanceof Message.Relay);
        all.runFor(Duration.ofMillis(10)).release();
        return all.runUntil(() -> all.view("c").startsWith("a down")).runFor(SECOND);
    }

    @Test
    void r8WithoutItAVoterGrantsToWhomItAgreedToEnd() {
        assertThat(aQuestionIsLate(Rules.without(Rule.DOOMED_GETS_NO_GRANT)).violations())
                .anyMatch(broken -> broken.startsWith("I10: a "));
        assertThat(aQuestionIsLate(Rules.ALL).violations()).isEmpty();
    }

    /**
     * The view that lets c in again is accepted by a and b, but they hear nothing of each other's
     * answers until c, for which it was made, is gone.
     */
    private static Conversation nobodyKnowsThatItIsChosen(Rules rules) {
        Conversation all = formed(rules, "a", "b", "c").crash("c");
        all.runUntil(() -> all.view("a").endsWith("c down")).loseDisk("c");
        long epoch = nextEpoch(all);
        all.lose(letter -> letter.body() instanceof Message.Accepted);
        all.start("c").runUntil(() -> hasAccepted(all, "b", epoch)).crash("c");
        all.lose(letter -> letter.isBetween("a", "b") && isAgreement(letter));
        return all.runFor(Duration.ofMillis(600)).heal().runFor(Duration.ofSeconds(10));
    }

    @Test
    void r9WithoutItAViewThatIsNotKnownToBeChosenBlocksGrantsForEver() {
        Conversation off = nobodyKnowsThatItIsChosen(Rules.without(Rule.REPAIR_UNCHOSEN));
        assertThat(List.of(off.isLeased("a"), off.isLeased("b"))).containsOnly(false);
        assertThat(off.view("a")).isEqualTo("a up, b up, c down");
        assertThat(off.get("a").peers(off.now()))
                .extractingByKey(new ServerId("b"))
                .extracting(Peer::reached)
                .isEqualTo(true);

        Conversation on = nobodyKnowsThatItIsChosen(Rules.ALL);
        assertThat(List.of(on.isLeased("a"), on.isLeased("b"))).containsOnly(true);
    }

    /**
     * Cut off from three of five, a is about to be voted down: b and c accept that, nobody else is
     * ever asked to, and the links heal. So d and e, which reach a, refuse for ever.
     */
    private static Conversation anEndIsHalfAccepted(Rules rules) {
        Conversation all = formed(rules, "a", "b", "c", "d", "e");
        long epoch = nextEpoch(all);
        all.cutBoth("a", "b").cutBoth("a", "c").cutBoth("a", "d");
        all.lose(
                letter ->
                        letter.body() instanceof Message.Relay
                                || (letter.body() instanceof Message.Accept
                                        && !letter.to().equals("c")));
        all.runUntil(() -> hasAccepted(all, "c", epoch));
        all.mendBoth("a", "b").mendBoth("a", "c").mendBoth("a", "d");
        return all.runFor(SECOND).heal().runFor(SECOND.multipliedBy(2));
    }

    @Test
    void r9InVainWithoutItVotersStayBoundByAnEndThatTheOthersRefuse() {
        Conversation off = anEndIsHalfAccepted(Rules.without(Rule.VAIN_IS_UNDONE));
        off.told().clear();
        off.runFor(SECOND);
        assertThat(off.toldOf("vote on Down[server=a")).as("it is asked for still").isNotEmpty();
        off.crash("d").runFor(LEASE);
        assertThat(off.toldOf(" a: no lease")).as("b and c grant it nothing").isNotEmpty();

        assertUndone(anEndIsHalfAccepted(Rules.ALL));
    }

    private static void assertUndone(Conversation all) {
        assertThat(all.violations()).isEmpty();
        assertThat(all.get("a").incarnation()).isEqualTo(1);
        all.told().clear();
        all.runFor(SECOND);
        assertThat(all.told()).isEmpty();
        all.crash("d").runFor(LEASE);
        assertThat(all.toldOf(" a: no lease")).isEmpty();
    }

    /**
     * As before, but who accepted the end of a is b, and maybe another one; and from when a is
     * reached again some letters never arrive.
     */
    private static Conversation anEndIsAcceptedBy(String last, Predicate<Letter> never) {
        Conversation all = formed(Rules.ALL, "a", "b", "c", "d", "e");
        long epoch = nextEpoch(all);
        all.cutBoth("a", "b").cutBoth("a", "c").cutBoth("a", "d");
        all.lose(letter -> letter.body() instanceof Message.Relay || isAccept(letter, last));
        all.runUntil(() -> hasAccepted(all, last, epoch));
        all.mendBoth("a", "b").mendBoth("a", "c").mendBoth("a", "d");
        all.lose(letter -> isAccept(letter, last) || never.test(letter));
        return all.runFor(SECOND).heal().lose(never).runFor(SECOND.multipliedBy(2));
    }

    private static boolean isAccept(Letter letter, String butTo) {
        return letter.body() instanceof Message.Accept && !letter.to().equals(butTo);
    }

    /** Only pings and their answers are relayed: b asks d in vain, which answers all pings. */
    @Test
    void r9InVainNobodyIsAwaitedForEverWhoIsReachedThroughRelaysOnly() {
        Conversation all = anEndIsAcceptedBy("b", letter -> letter.isBetween("b", "d"));

        assertThat(all.get("b").peers(all.now()))
                .extractingByKey(new ServerId("d"))
                .extracting(Peer::reached)
                .isEqualTo(true);
        assertUndone(all);
    }

    @Test
    void r9InVainNobodyIsAwaitedForEverWhoseDiskIsFull() {
        assertUndone(
                anEndIsAcceptedBy("b", letter -> letter.from().equals("d") && isAgreement(letter)));
    }

    @Test
    void r9InVainTwoThatAreBoundAndDoNotHearEachOtherUndoIt() {
        assertUndone(anEndIsAcceptedBy("c", letter -> letter.isBetween("b", "c")));
    }

    @Test
    void r9InVainAnEndThatIsOnlyNotFinishedIsFinishedAndNotUndone() {
        Conversation all = formed(Rules.ALL, "a", "b", "c", "d", "e").crash("a");
        long epoch = nextEpoch(all, "b");
        all.lose(letter -> letter.body() instanceof Message.Accept);
        all.runUntil(() -> hasAccepted(all, "b", epoch)).runFor(SECOND);

        all.heal().runUntil(() -> all.view("b").startsWith("a down"));

        assertThat(all.get("b").view().epoch()).isEqualTo(epoch);
    }
}
