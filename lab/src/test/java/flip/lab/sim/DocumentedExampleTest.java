package flip.lab.sim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Rules;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.systems.SystemSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** I9: flip's documented example, through all that its documentation tells. */
class DocumentedExampleTest {
    private static final ServerId FLIP = new ServerId("flip");
    private static final ServerId FLIP1 = new ServerId("flip1");
    private static final ServerId FLIP2 = new ServerId("flip2");
    private static final String FIRST = "192.168.0.1";
    private static final String SECOND = "192.168.0.2";

    private static Layout documented() {
        return Layout.of(
                0,
                Swarm.timing(1000, 1500, 375, 0, 3),
                ImmutableList.of(
                        new Server(FLIP, "127.0.0.1", 2200, Server.LAST, true),
                        new Server(FLIP1, "127.0.0.1", 2201, 1, true),
                        new Server(FLIP2, "127.0.0.1", 2202, Server.LAST, true)),
                ImmutableList.of(
                        Stage.system(
                                "ip",
                                SystemSpec.NoQuorumPolicy.FREEZE,
                                ImmutableList.of(FLIP1, FLIP),
                                ImmutableList.of(Swarm.lot(SECOND), Swarm.lot(FIRST)))));
    }

    @Test
    void theDocumentedTablesComeTrueInTurn() {
        ImmutableSortedMap<String, ServerId> both =
                ImmutableSortedMap.of(FIRST, FLIP1, SECOND, FLIP);
        Stage stage = Stage.with(documented(), Rules.ALL);
        requireTable(stage, both);

        stage.host("flip1").crash();
        stage.settle(List.of(FLIP, FLIP2));
        requireTable(stage, ImmutableSortedMap.of(FIRST, FLIP, SECOND, FLIP));

        stage.host("flip1").start();
        stage.settle(stage.cluster().servers());
        requireTable(stage, both);

        stage.cluster().part(stage.cluster().servers(), stage.cluster().servers(), true);
        stage.cluster().checks().partition().partitioned(true);
        stage.run(120_000);
        requireTable(stage, both);

        stage.cluster().checks().partition().partitioned(false);
        stage.cluster().part(stage.cluster().servers(), stage.cluster().servers(), false);
        stage.settle(stage.cluster().servers());
        requireTable(stage, both);
    }

    private static void requireTable(Stage stage, ImmutableSortedMap<String, ServerId> table) {
        stage.cluster().checks().tables().require("ip", table);
    }
}
