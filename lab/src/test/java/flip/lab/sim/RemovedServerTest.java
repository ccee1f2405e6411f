package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import flip.membership.Message;
import flip.membership.Rules;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.Timing;
import flip.systems.Status;
import flip.systems.SystemSpec;
import flip.systems.SystemSpec.Conflict;
import flip.systems.SystemSpec.NoQuorumPolicy;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A server that is taken out of the configuration while it holds something, under freeze, and that
 * nobody claims its data from: it has to hear of it, or they have two owners for ever.
 */
class RemovedServerTest {
    private static final ServerId B = new ServerId("b");
    private static final ServerId X = new ServerId("x");
    private static final Timing TIMING = Swarm.timing(1000, 1500, 375, 0, 3);

    /** What is said once in a while is said again by then, and the data are handed over. */
    private static final Duration BOUND =
            TIMING.longestGrant().multipliedBy(2).plus(TIMING.gossipInterval());

    private final Stage stage = Stage.with(layout(), Rules.ALL);
    private int lost;

    /** Three voters, and x, which holds p as b holds q. */
    private static Layout layout() {
        ImmutableList.Builder<Server> servers = ImmutableList.builder();
        for (String id : ImmutableList.of("a", "b", "c", "x")) {
            boolean voter = !id.equals("x");
            servers.add(new Server(new ServerId(id), "10.0.0.1", 2200, Server.LAST, voter));
        }
        SystemSpec system =
                Layouts.withConflict(
                        Stage.system(
                                "lock",
                                NoQuorumPolicy.FREEZE,
                                ImmutableList.of(B, X),
                                ImmutableList.of(Swarm.lot("p"), Swarm.lot("q"))),
                        Conflict.REPORT);
        return Layout.of(1, TIMING, servers.build(), ImmutableList.of(system));
    }

    @Test
    void aRemovedServerGivesUpWhatItHasThoughTheOneWordOfItIsLost() {
        stage.cluster()
                .network()
                .judge(
                        (from, to, message) ->
                                to.equals(X) && isFirstDecided(message)
                                        ? Network.Fate.DROP
                                        : Network.Fate.DELIVER);

        remove();
        stage.run(BOUND.toMillis());

        assertThat(lost).isEqualTo(1);
        assertThat(isReleased()).isTrue();
    }

    @Test
    void aRemovedServerGetsTheConfigurationThoughItIsFartherAwayThanTheOthers() {
        lengthen(Duration.ofMillis(20));

        remove();
        stage.run(BOUND.toMillis());

        assertThat(version(X)).contains(2L);
        assertThat(isReleased()).isTrue();
    }

    /** They do not know of it what they knew: it is the first to speak. */
    @Test
    void aRemovedServerGivesUpWhatItHasThoughTheOthersHaveForgottenWhereItIs() {
        stage.cluster().part(ImmutableList.of(X), others(), true);
        Layout without = remove();
        stage.until(() -> version(B).filter(it -> it == 2).isPresent());
        for (ServerId other : others()) {
            stage.cluster().host(other).file(LayoutText.write(without));
            stage.cluster().host(other).crash();
            stage.cluster().host(other).start();
        }
        stage.run(BOUND.toMillis());
        assertThat(isReleased()).isFalse();

        stage.cluster().part(ImmutableList.of(X), others(), false);
        stage.run(BOUND.toMillis());

        assertThat(isReleased()).isTrue();
        assertThat(stage.host("a").unaddressed()).isPositive();
    }

    /** The control: what an agent would do that knows no more than the roster in force. */
    @Test
    void aRemovedServerThatNobodyAnswersKeepsWhatOthersHaveByNow() {
        stage.cluster()
                .network()
                .judge(
                        (from, to, message) ->
                                to.equals(X) && version(from).filter(it -> it == 2).isPresent()
                                        ? Network.Fate.DROP
                                        : Network.Fate.DELIVER);
        lengthen(Duration.ofMillis(20));

        remove();
        stage.run(100 * BOUND.toMillis());

        assertThat(isReleased()).isFalse();
        assertThat(stage.cluster().holds().byServer(B)).hasSize(2);
    }

    /** Onlookers come and go: x gets something again when it is there again. */
    @Test
    void aRemovedServerThatIsThereAgainIsGivenDataAgain() {
        Layout without = remove();
        stage.until(this::isReleased);

        Layout again = layout();
        stage.cluster().offer(stage.host("a"), without.with(again.servers(), again.systems()));
        stage.settle(stage.cluster().servers());

        assertThat(stage.cluster().holds().byServer(X)).hasSize(1);
    }

    private boolean isFirstDecided(Message message) {
        boolean first = message.body() instanceof Message.Decided && lost == 0;
        lost += first ? 1 : 0;
        return first;
    }

    private void lengthen(Duration length) {
        for (ServerId other : others()) {
            stage.cluster().network().lengthen(other, X, length.toNanos());
            stage.cluster().network().lengthen(X, other, length.toNanos());
        }
    }

    private static ImmutableList<ServerId> others() {
        return ImmutableList.of(new ServerId("a"), B, new ServerId("c"));
    }

    /** Brings a the file without x. */
    private Layout remove() {
        Layout now = layout();
        Layout without =
                now.with(
                        ImmutableList.copyOf(now.servers().stream().filter(Server::voter).toList()),
                        ImmutableList.of(
                                Layouts.withServers(now.systems().get(0), ImmutableList.of(B))));
        stage.cluster().offer(stage.host("a"), without);
        return without;
    }

    private Optional<Long> version(ServerId server) {
        return stage.cluster().status(server).map(Status::configurationVersion);
    }

    /** Whether x has nothing, and b everything. */
    private boolean isReleased() {
        return stage.cluster().holds().byServer(X).isEmpty()
                && stage.cluster().holds().byServer(B).size() == 2;
    }
}
