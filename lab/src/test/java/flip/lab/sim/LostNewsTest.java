package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import flip.membership.Rules;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.Timing;
import flip.systems.SystemSpec;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The one packet in which a server says that it has let go is lost. */
class LostNewsTest {
    private static final ServerId X = new ServerId("x");
    private static final ServerId Y = new ServerId("y");

    /** Nobody is pinged in a period but voters, and neither of the two is one. */
    private static final Timing TIMING = Swarm.timing(1000, 1500, 375, 0, 0);

    private static final Duration ONE_WAY = Duration.ofMillis(20);

    /** The answer to a ping that was under way says nothing of the one that brought the news. */
    @Test
    void thatAServerHasLetGoIsSaidUntilItIsHeard() {
        Stage stage = Stage.with(layout(), Rules.ALL);
        stage.cluster().network().lengthen(X, Y, ONE_WAY.toNanos());
        stage.cluster().network().lengthen(Y, X, ONE_WAY.toNanos());
        long before = stage.host("x").status().orElseThrow().view().epoch();
        AtomicInteger lost = new AtomicInteger();
        stage.cluster()
                .network()
                .judge(
                        (from, to, message) ->
                                from.equals(X)
                                                && to.equals(Y)
                                                && message.header().settled() > before
                                                && lost.getAndIncrement() == 0
                                        ? Network.Fate.DROP
                                        : Network.Fate.DELIVER);

        stage.cluster().offer(stage.host("a"), layout().with(ImmutableList.of(system(Y))));
        stage.run(5_000);

        assertThat(lost.get()).as("it was said more than once").isGreaterThan(1);
        assertThat(stage.cluster().checks().noLoss().missing(stage.cluster().servers())).isEmpty();
        assertThat(stage.cluster().holds().byServer(Y)).hasSize(2);
    }

    private static Layout layout() {
        ImmutableList.Builder<Server> all = ImmutableList.builder();
        for (String id : ImmutableList.of("a", "b", "c", "x", "y")) {
            all.add(
                    new Server(
                            new ServerId(id), "10.0.0.1", 2200, Server.LAST, id.charAt(0) < 'x'));
        }
        return Layout.of(1, TIMING, all.build(), ImmutableList.of(system(X, Y)));
    }

    private static SystemSpec system(ServerId... carriers) {
        return Stage.system(
                "lock",
                SystemSpec.NoQuorumPolicy.STOP,
                ImmutableList.copyOf(carriers),
                ImmutableList.of(Swarm.lot("p"), Swarm.lot("q")));
    }
}
