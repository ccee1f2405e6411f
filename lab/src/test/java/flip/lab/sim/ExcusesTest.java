package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import flip.lab.check.Hindrance;
import flip.lab.check.Thing;
import flip.lab.check.Violation;
import flip.membership.Rule;
import flip.membership.Rules;
import flip.membership.ServerId;
import flip.membership.Timing;
import flip.systems.Event;
import flip.systems.SystemSpec;
import flip.systems.SystemSpec.NoQuorumPolicy;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Must-fail controls of the excuses: a server that cannot let go of what it holds is excused when
 * its lease is over, and whoever takes that before does harm.
 */
class ExcusesTest {
    private static final Timing TIMING = Swarm.timing(100, 1000, 250, 0, 3);
    private static final ImmutableList<ServerId> A = ImmutableList.of(new ServerId("a"));
    private static final ImmutableList<ServerId> B = ImmutableList.of(new ServerId("b"));

    private static final Habits GOOD = Habits.good(TIMING.guard().toNanos());
    private static final Thing X = new Thing("lock", "x");

    private enum Trouble {
        PAUSE,
        SUSPEND,
        KILL;

        void befall(Host host) {
            switch (this) {
                case PAUSE -> host.pause(true);
                case SUSPEND -> host.sleep(Sleep.SUSPENDED, true);
                case KILL -> host.kill();
            }
        }
    }

    static Stream<Arguments> troubles() {
        return Stream.of(Trouble.values())
                .flatMap(
                        trouble ->
                                Stream.of(
                                        Arguments.of(trouble, NoQuorumPolicy.STOP, "I3"),
                                        Arguments.of(trouble, NoQuorumPolicy.FREEZE, "I4")));
    }

    /** A configuration gives x to b, and a, which has it and a lease, does not hear of it. */
    @ParameterizedTest
    @MethodSource("troubles")
    void noTroubleIsAnExcuseWhileTheLeaseHolds(
            Trouble trouble, NoQuorumPolicy policy, String invariant) {
        assertThat(taken(trouble, policy, Rules.without(Rule.RELEASED_BEFORE_ALIVE)))
                .get()
                .extracting(Violation::invariant)
                .isEqualTo(invariant);
        assertThat(taken(trouble, policy, Rules.ALL)).isEmpty();
    }

    /** A driver hides what it failed to lower, so that only its agent can. */
    private static Stage hiding() {
        Stage stage = Stage.with(Stage.driven(Stage.layout(3, 1, TIMING, "x")), Rules.ALL);
        Host owner = stage.host("a");
        owner.scripts().habits(GOOD.withFaults(1, 0, 0));
        owner.drivers().all().forEach(it -> it.habits(0, 0, true));
        owner.deliver(new Event.Lost("lock", "x", "somebody took it"));
        stage.until(() -> owner.scripts().isFailing(X));
        owner.scripts().habits(GOOD);
        return stage;
    }

    /** Whether an agent stands still for so long that it counts is all that excuses it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoStandsStillWhenItsLeaseEndsIsExcused(boolean counts) {
        Stage stage = Stage.with(Stage.layout(3, 1, TIMING, "x"), Rules.ALL);

        assertThat(stillFor(stage, counts))
                .isEqualTo(counts ? Optional.empty() : Optional.of("I10"));
    }

    /** A driver lets go by itself, but not of what it does not know of. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatOnlyAnAgentCanLowerIsExcusedWhileItStandsStill(boolean counts) {
        assertThat(stillFor(hiding(), counts))
                .isEqualTo(counts ? Optional.empty() : Optional.of("I10"));
    }

    private static Optional<String> stillFor(Stage stage, boolean counts) {
        return stage.violatedBy(
                        () -> {
                            stage.host("a").pause(counts);
                            stage.run(10_000);
                        })
                .map(Violation::invariant);
    }

    /** Its driver is gone while it stands still, and so nobody starts the next one. */
    @Test
    void whatADriverHadThatWasKilledIsExcusedUntilTheNextOneIsAsked() {
        Stage stage = Stage.with(Stage.driven(Stage.layout(3, 1, TIMING, "x")), Rules.ALL);

        assertThat(
                        stage.violatedBy(
                                () -> {
                                    stage.host("a").pause(false);
                                    stage.host("a").drivers().all().forEach(Driver::kill);
                                    stage.run(10_000);
                                    stage.host("a").resume();
                                    stage.settle(stage.cluster().servers());
                                }))
                .isEmpty();
    }

    /** I3: b has what a had; when a could let go again it has the guard for that, and no more. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoCanLowerItAgainHasTheGuardForThat(boolean lowers) {
        Stage stage = Stage.with(Stage.layout(3, 2, TIMING, "x", "y"), Rules.ALL);
        Cluster cluster = stage.cluster();
        Host owner = stage.host("a");
        Excuses excuses =
                new Excuses(
                        owner.id(),
                        cluster.simulation(),
                        cluster,
                        cluster.checks(),
                        cluster.holds());
        long guard = TIMING.guard().toMillis();
        owner.pause(true);
        stage.until(() -> cluster.holds().byServer(new ServerId("b")).size() == 2);

        Optional<Violation> soon =
                stage.violatedBy(
                        () -> {
                            if (lowers) {
                                owner.resume();
                            } else {
                                excuses.ends(Hindrance.AGENT);
                            }
                            stage.run(guard - 1);
                        });
        Optional<Violation> violation = stage.violatedBy(() -> stage.run(2));

        assertThat(soon).isEmpty();
        assertThat(violation.map(Violation::invariant))
                .isEqualTo(lowers ? Optional.empty() : Optional.of("I3"));
    }

    /** A down that fails is an excuse only when there is no lease any more. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatFailsIsExcusedWhenTheLeaseIsOver(boolean overByThen) {
        Stage stage = Stage.with(Stage.layout(3, 1, TIMING, "x"), Rules.ALL);
        Host owner = stage.host("a");
        owner.scripts().habits(GOOD.withFaults(1, 0, 0));

        Optional<Violation> violation =
                stage.violatedBy(
                        () -> {
                            if (!overByThen) {
                                owner.deliver(new Event.Lost("lock", "x", "somebody took it"));
                                stage.until(() -> owner.scripts().isFailing(X));
                                owner.pause(false); // That is no excuse.
                            }
                            stage.part("a", "bc", true);
                            stage.run(10_000);
                        });

        assertThat(violation.map(Violation::invariant))
                .isEqualTo(overByThen ? Optional.empty() : Optional.of("I10"));
    }

    /** It lets go at once, in vain, and tries again only when the others have taken over. */
    @Test
    void whatFailedSinceAJumpOfTheClockEndedTheLeaseIsExcused() {
        Timing longLease = Swarm.timing(500, 5000, 500, 0, 3);
        Stage stage = Stage.with(Stage.layout(3, 1, longLease, "x"), Rules.ALL);
        Host owner = stage.host("a");
        owner.scripts().habits(GOOD.withFaults(1, 0, 0));

        assertThat(
                        stage.violatedBy(
                                () -> {
                                    stage.part("a", "bc", true);
                                    owner.deliver(new Event.ClockJumped());
                                    stage.run(6_500); // Its downs fail by 0.1, 1.2 and 3.3 s.
                                }))
                .isEmpty();
        assertThat(stage.host("b").status().orElseThrow().view().isUp(owner.id())).isFalse();
        assertThat(stage.cluster().holds().byServer(owner.id())).isNotEmpty();
    }

    private static Optional<Violation> taken(Trouble trouble, NoQuorumPolicy policy, Rules rules) {
        SystemSpec ofA = Stage.system("lock", policy, A, ImmutableList.of(Swarm.lot("x")));
        Layout bare = Stage.layout(3, 1, TIMING, "x");
        Stage stage = Stage.with(bare.with(ImmutableList.of(ofA)), rules);
        Layout ofB = stage.cluster().layout().with(ImmutableList.of(Layouts.withServers(ofA, B)));

        return stage.violatedBy(
                () -> {
                    trouble.befall(stage.host("a"));
                    stage.cluster().offer(stage.host("b"), ofB);
                    stage.run(500); // The lease holds for longer.
                });
    }
}
