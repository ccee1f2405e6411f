package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import flip.lab.check.Thing;
import flip.lab.check.Violation;
import flip.membership.Message;
import flip.membership.Round;
import flip.membership.Rule;
import flip.membership.Rules;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.Timing;
import flip.membership.View;
import flip.systems.Event;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
                            // What the others ask of a through relays is lost.
                            stage.cluster().network().judge(MadeControlsTest::onlyAIsServed);
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

        drop(stage, Message.Accept.class);
        stage.part("abc", "d", true);
        stage.until(() -> acceptedDown(stage, "d").size() == 1);
        stage.part("abc", "d", false);
        stage.run(3_500);
        drop(stage);
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
                            drop(stage, Message.Relay.class, Message.Accept.class);
                            stage.part("ab", "c", true);
                            stage.until(() -> acceptedDown(stage, "c").size() == 1);
                            stage.part(acceptedDown(stage, "c").get(0), "c", false);
                            drop(
                                    stage,
                                    Message.Relay.class,
                                    Message.Accept.class,
                                    Message.Prepare.class);
                            stage.run(60); // Before b proposes it, too.
                            drop(stage, Message.Relay.class, Message.Prepare.class);
                            stage.run(10_000);
                        });

        assertViolated(violation, inForce, "I10");
    }

    /**
     * R9: a and b accepted the end of the generation, nobody knows that it is chosen, and the
     * server that was to be let in is gone: nothing else is due, and nobody grants.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAcceptedViewThatNobodyKnowsToBeChosenIsProposedAgain(boolean inForce) {
        Stage stage =
                Stage.with(
                        Stage.layout(3, 2, TIMING, "x", "y"), rules(Rule.REPAIR_UNCHOSEN, inForce));

        stage.cluster().network().judge(noEndOfAGenerationIsKnown());
        loseDisk(stage, "c");
        stage.until(() -> acceptedGeneration(stage, "a", 2) && acceptedGeneration(stage, "b", 2));
        stage.host("c").crash();
        stage.run(6_000); // The proposer gives up.
        drop(stage);
        stage.run(20_000);

        assertThat(isLeased(stage, "a") && isLeased(stage, "b"))
                .as("a and b have leases")
                .isEqualTo(inForce);
    }

    /** R19: a fails to lower z, and its driver, other than it may, knows nothing of that. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatADriverFailedAtAndForgotIsHeldBesideNoWill(boolean inForce) {
        Layout layout = Stage.driven(Stage.layout(3, 1, TIMING, "x", "y"));
        Stage stage = Stage.with(layout, rules(Rule.FAILURE_TAKES_WILL_BACK, inForce));
        Host owner = stage.host("a");
        stage.run(5_000); // By then its driver has a will.

        Optional<Violation> violation =
                stage.violatedBy(
                        () -> {
                            Habits good = Habits.good(TIMING.guard().toNanos());
                            owner.scripts().habits(good.withFaults(1, 0, 0));
                            owner.drivers().all().forEach(it -> it.habits(0, 0, true));
                            owner.deliver(new Event.Lost("lock", "x", "somebody took it"));
                            stage.until(() -> owner.scripts().isFailing(new Thing("lock", "x")));
                            stage.run(100); // Time enough to take the will back.
                            owner.kill();
                            stage.run(10_000);
                        });

        assertViolated(violation, inForce, "I10");
    }

    /** R20: a crashes, and what it had is b's by a view that b's disk does not take. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoseDiskTakesNothingGivesWayToOthers(boolean inForce) {
        Stage stage =
                Stage.with(
                        Stage.layout(5, 5, TIMING, "v", "w", "x", "y", "z"),
                        rules(Rule.WHO_IS_BEHIND_GIVES_WAY, inForce));
        List<ServerId> well = Stage.ids("cde");

        stage.host("b").disk().stall(Duration.ofHours(1).toNanos());
        stage.cluster().turnOff(stage.host("a").id());
        stage.run(Duration.ofSeconds(10).plus(TIMING.longestGrant().multipliedBy(3)).toMillis());

        assertThat(isLeased(stage, "b")).as("b has a lease").isEqualTo(!inForce);
        assertThat(stage.cluster().checks().noLoss().missing(well).isEmpty())
                .as("c, d and e hold everything")
                .isEqualTo(inForce);
        stage.host("b").disk().stallEnds();
        stage.settle(Stage.ids("bcde"));
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
        assertThat(stage.cluster().checks().chosenViews().highest().orElseThrow().generation())
                .isEqualTo(2);
        assertThat(story.stream().noneMatch(line -> line.contains("no lease")))
                .as("leases stay good")
                .isEqualTo(inForce);
    }

    /** Genesis by all: b and c lost their disks, and their file is older than the cluster. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoLostDisksWithAnOldFileFormNoSecondCluster(boolean inForce) {
        Stage stage = Stage.with(Stage.layout(5, 5, TIMING, "x", "y", "z"), Rules.ALL);
        stage.cluster().rules(rules(Rule.GENESIS_BY_ALL, inForce));

        Optional<Violation> violation =
                stage.violatedBy(
                        () -> {
                            stage.part("ade", "bc", true);
                            beginAnew(stage, "b", "c");
                            stage.run(20_000);
                        });

        assertViolated(violation, inForce, "I5");
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
        Layout older = new Layout(0, old.quorum(), old.timing(), old.servers(), old.systems());
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

    private static Network.Fate onlyAIsServed(ServerId from, ServerId to, Message message) {
        boolean asksForA =
                message.body() instanceof Message.Relay relay
                        && relay.target().value().equals("a")
                        && !from.value().equals("e");
        return asksForA ? Network.Fate.DROP : Network.Fate.DELIVER;
    }

    /** From now on no message of these kinds arrives. */
    private static void drop(Stage stage, Class<?>... kinds) {
        Set<Class<?>> dropped = Set.of(kinds);
        stage.cluster()
                .network()
                .judge(
                        (from, to, message) ->
                                dropped.contains(message.body().getClass())
                                        ? Network.Fate.DROP
                                        : Network.Fate.DELIVER);
    }

    /** Views that end a generation are accepted, and nobody hears of it. */
    private static Network.Judge noEndOfAGenerationIsKnown() {
        Set<Round> ending = new HashSet<>();
        return (from, to, message) -> {
            if (message.body() instanceof Message.Accept accept
                    && accept.view().generation() > accept.round().generation()) {
                ending.add(accept.round());
            }
            return message.body() instanceof Message.Accepted accepted
                            && ending.contains(accepted.round())
                    ? Network.Fate.DROP
                    : Network.Fate.DELIVER;
        };
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
