package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import flip.lab.check.Violation;
import flip.membership.Message;
import flip.membership.Rule;
import flip.membership.Rules;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.Timing;
import flip.membership.View;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Must-fail controls of the rules whose lack random runs hardly ever show: a scenario made by hand
 * does harm without the rule, and none with it.
 */
class MadeControlsTest {
    private static final Timing TIMING = Swarm.timing(100, 1000, 250, 0, 3);
    private static final Timing LONG_LEASE = Swarm.timing(100, 6000, 1000, 0, 3);

    private static Rules rules(Rule rule, boolean inForce) {
        return inForce ? Rules.ALL : Rules.without(rule);
    }

    /** R1: e, which hears all, answers for b, c and d, which hear nothing of a. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRelayThatAnswersFromMemoryKeepsALeaseAliveThatIsOver(boolean inForce) {
        Stage stage =
                Stage.with(
                        Stage.layout(5, 5, TIMING, "x", "y", "z"),
                        rules(Rule.RELAYS_ONLY_PASS_ON, inForce));

        Optional<Violation> violation =
                stage.violatedBy(
                        () -> {
                            stage.part("a", "bcd", true);
                            stage.run(10_000);
                        });

        assertViolated(violation, inForce, "I10");
    }

    /** R3: a alone accepted that d is down, and d is well again before anybody else hears of it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProposalThatOneVoterAcceptedTakesNoHealthyServerDown(boolean inForce) {
        Stage stage =
                Stage.with(
                        Stage.layout(4, 4, TIMING, "x"),
                        rules(Rule.BASE_IS_LOWEST_POSSIBLY_CHOSEN, inForce));
        long life = stage.host("d").incarnation();

        stage.cluster().network().judge(MadeControlsTest::noAcceptArrives);
        stage.part("abc", "d", true);
        stage.until(() -> acceptedDown(stage, "d").size() == 1);
        stage.part("abc", "d", false);
        stage.run(3_500);
        stage.cluster().network().judge((from, to, message) -> Network.Fate.DELIVER);
        stage.run(10_000);

        assertThat(stage.host("d").incarnation() == life).as("d lives on").isEqualTo(inForce);
    }

    /** R8: a accepted the end of c, and hears c again before b accepts it too. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoAgreedToTheEndOfALifeGrantsItNothingMore(boolean inForce) {
        Stage stage =
                Stage.with(
                        Stage.layout(3, 3, TIMING, "x", "y", "z"),
                        rules(Rule.DOOMED_GETS_NO_GRANT, inForce));

        Optional<Violation> violation =
                stage.violatedBy(
                        () -> {
                            stage.cluster().network().judge(MadeControlsTest::noAcceptArrives);
                            stage.part("ab", "c", true);
                            stage.until(() -> acceptedDown(stage, "c").size() == 1);
                            String proposer = acceptedDown(stage, "c").get(0);
                            stage.part(proposer, "c", false);
                            stage.run(500);
                            stage.cluster()
                                    .network()
                                    .judge((from, to, message) -> Network.Fate.DELIVER);
                            stage.run(10_000);
                        });

        assertViolated(violation, inForce, "I10");
    }

    /**
     * R9: a and b accepted the end of the generation, nobody knows that it is chosen, and the server
     * that was to be let in is gone: nothing else is due, and nobody grants.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAcceptedViewThatNobodyKnowsToBeChosenIsProposedAgain(boolean inForce) {
        Stage stage =
                Stage.with(
                        Stage.layout(3, 2, TIMING, "x", "y"),
                        rules(Rule.REPAIR_UNCHOSEN, inForce));

        stage.cluster().network().judge(MadeControlsTest::noEndOfAGenerationIsKnown);
        loseDisk(stage, "c");
        stage.until(() -> acceptedGeneration(stage, "a", 2) && acceptedGeneration(stage, "b", 2));
        stage.host("c").crash();
        for (String id : List.of("a", "b")) {
            stage.host(id).crash();
            stage.host(id).start();
        }
        stage.cluster().network().judge((from, to, message) -> Network.Fate.DELIVER);
        stage.run(20_000);

        assertThat(isLeased(stage, "a") && isLeased(stage, "b"))
                .as("a and b have leases")
                .isEqualTo(inForce);
    }

    /** R13: a and b own everything, and c, an arbiter, comes back with an empty disk. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nobodyLetsGoWhileAVoterIsReplaced(boolean inForce) {
        Stage stage =
                Stage.with(
                        Stage.layout(3, 2, TIMING, "x", "y"),
                        rules(Rule.LEASE_CARRIES_OVER, inForce));
        int before = stage.lines().size();

        loseDisk(stage, "c");
        stage.settle(stage.cluster().servers());

        List<String> story = stage.lines().subList(before, stage.lines().size());
        assertThat(stage.cluster().checks().ledger().highest().orElseThrow().generation())
                .isEqualTo(2);
        assertThat(story.stream().noneMatch(line -> line.contains("no lease")))
                .as("leases stay good")
                .isEqualTo(inForce);
    }

    /** Genesis by all: b and c lost their disks, and their file is older than the cluster. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoLostDisksWithAnOldFileFormNoSecondCluster(boolean inForce) {
        Stage stage =
                Stage.with(
                        Stage.layout(5, 5, TIMING, "x", "y", "z"),
                        rules(Rule.GENESIS_BY_ALL, inForce));

        Optional<Violation> violation =
                stage.violatedBy(
                        () -> {
                            stage.part("ade", "bc", true);
                            beginAnew(stage, "b", "c");
                            stage.run(20_000);
                        });

        assertViolated(violation, inForce, "I");
    }

    /** Genesis waits: a, b and c granted leases to d and e just before they lost their disks. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClusterIsNotFormedBeforeForgottenLeasesAreOver(boolean inForce) {
        Stage stage =
                Stage.with(
                        Stage.layout(5, 5, LONG_LEASE, "v", "w", "x", "y", "z"),
                        rules(Rule.GENESIS_WAITS, inForce));

        Optional<Violation> violation =
                stage.violatedBy(
                        () -> {
                            stage.part("abc", "de", true);
                            beginAnew(stage, "a", "b", "c");
                            stage.run(20_000);
                        });

        assertViolated(violation, inForce, "I3");
    }

    private static void beginAnew(Stage stage, String... servers) {
        Layout old = Stage.layout(3, 3, stage.cluster().layout().timing(), "v", "w", "x", "y", "z");
        Layout older =
                new Layout(0, old.quorum(), old.timing(), old.servers(), old.systems());
        for (String id : servers) {
            stage.host(id).crash();
            stage.host(id).loseDisk();
            stage.host(id).file(LayoutText.write(older));
        }
        for (String id : servers) {
            stage.host(id).start();
        }
    }

    private static void loseDisk(Stage stage, String id) {
        stage.host(id).crash();
        stage.host(id).loseDisk();
        stage.host(id).start();
    }

    private static Network.Fate noAcceptArrives(ServerId from, ServerId to, Message message) {
        return message.body() instanceof Message.Accept
                ? Network.Fate.DROP
                : Network.Fate.DELIVER;
    }

    /** Views that end a generation are accepted, and nobody hears of it. */
    private static Network.Fate noEndOfAGenerationIsKnown(
            ServerId from, ServerId to, Message message) {
        boolean said =
                message.body() instanceof Message.Accepted
                        && message.header().epoch() > 1
                        && isEnd(message);
        return said ? Network.Fate.DROP : Network.Fate.DELIVER;
    }

    /** In these scenarios c is down when the last change of its generation is accepted. */
    private static boolean isEnd(Message message) {
        return message.header().generation() == 1 && message.header().epoch() >= 3;
    }

    private static List<String> acceptedDown(Stage stage, String server) {
        return stage.cluster().hosts().stream()
                .filter(
                        host ->
                                host.disk()
                                        .promise()
                                        .map(promise -> promise.accepted())
                                        .flatMap(view -> view.standing(new ServerId(server)))
                                        .filter(it -> it.state() == Standing.State.DOWN)
                                        .isPresent())
                .map(host -> host.id().value())
                .toList();
    }

    private static boolean acceptedGeneration(Stage stage, String server, long generation) {
        return stage.host(server)
                .disk()
                .promise()
                .map(promise -> promise.accepted())
                .map(View::generation)
                .filter(it -> it == generation)
                .isPresent();
    }

    private static boolean isLeased(Stage stage, String server) {
        return stage.host(server).status().orElseThrow().leased();
    }

    private static void assertViolated(
            Optional<Violation> violation, boolean inForce, String invariant) {
        if (inForce) {
            assertThat(violation).isEmpty();
        } else {
            assertThat(violation.map(Violation::invariant).orElse("")).startsWith(invariant);
        }
    }
}
