package flip.systems;

import static flip.systems.Given.at;
import static flip.systems.Given.catalog;
import static flip.systems.Given.driven;
import static flip.systems.Given.group;
import static flip.systems.Given.server;
import static flip.systems.Given.spec;
import static flip.systems.Given.view;
import static flip.systems.SystemsTest.holding;
import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Notice;
import flip.membership.Server;
import flip.systems.Status.HoldingState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a driver held, and does not any more; and systems that change from scripts to a driver. */
class LostTest {
    private static final List<Server> SERVERS = List.of(server("a"), server("b"), server("c"));
    private static final SystemSpec SCRIPTS = spec(List.of("a", "b"), "1", "2");
    private static final Catalog CATALOG = catalog(SERVERS, driven(SCRIPTS, "ip_driver"));

    private static List<String> loses(Stage stage, String datum) {
        stage.systems.lost(stage.now(), new DatumName("ip", datum), "somebody took it");
        return stage.look();
    }

    @Test
    void aRunNamesTheDriver() {
        Stage stage = holding(CATALOG);

        assertThat(stage.lastRun.tool()).isEqualTo(new Tool.Driver("ip_driver"));
        assertThat(stage.lastRun.script()).isEqualTo("ip_driver");
    }

    @Test
    void whatIsLostIsToldLoweredAndRaisedAgain() {
        Stage stage = holding(CATALOG);

        assertThat(loses(stage, "1")).containsExactly("down 1");
        assertThat(stage.told).hasSize(1).allMatch(Notice::isWarning);
        assertThat(stage.told.get(0).toString()).contains("ip/1 is lost: somebody took it");
        assertThat(stage.state("1")).isEqualTo(HoldingState.LOWERING);
        assertThat(stage.failsToLower("1")).isEmpty();
        stage.passes(Backoff.OF_DOWN.after(1));
        assertThat(stage.look()).containsExactly("down 1");
        assertThat(stage.lowers("1")).containsExactly("alive 1");
    }

    @Test
    void withoutALeaseWhatIsLostIsNotRaisedAgain() {
        Stage stage = holding(CATALOG);
        stage.leasedUntil(at(0));

        assertThat(loses(stage, "1")).containsExactly("down 1");
        assertThat(stage.lowers("1")).isEmpty();
        assertThat(stage.state("1")).isEqualTo(HoldingState.DOWN);
    }

    @Test
    void whatIsNotHereOrOnItsWayCannotBeLost() {
        Stage stage = holding(CATALOG);
        assertThat(loses(stage, "2")).isEmpty();
        assertThat(loses(stage, "3")).isEmpty();

        stage.installs(view(2, CATALOG, "b", "c"), CATALOG);
        assertThat(stage.look()).contains("down 1");
        assertThat(loses(stage, "1")).isEmpty();
        assertThat(stage.told).isEmpty();
    }

    @Test
    void ofAGroupOnlyTheDatumThatIsLostIsRaisedAgain() {
        Catalog grouped =
                catalog(
                        SERVERS,
                        driven(
                                spec(
                                        SystemSpec.Kind.SHARD,
                                        List.of("a"),
                                        List.of(group("g", "1", "2"))),
                                "ip_driver"));
        Stage stage = Stage.of("a");
        stage.says("b", 1);
        stage.says("c", 1);
        stage.installs(view(1, grouped, "a", "b", "c"), grouped);
        stage.look();
        stage.raises("1");
        stage.raises("2");

        assertThat(loses(stage, "1")).containsExactly("down 1");
        assertThat(stage.lowers("1")).containsExactly("alive 1");
        assertThat(stage.state("2")).isEqualTo(HoldingState.ALIVE);
    }

    @Test
    void whatADriverRaisedItLowersBeforeScriptsRaiseIt() {
        Stage stage = holding(CATALOG);
        Catalog next = catalog(1, SERVERS, SCRIPTS);
        stage.says("b", 2);
        stage.says("c", 2);
        stage.installs(view(2, next, "a", "b", "c"), next);

        assertThat(stage.look()).contains("down 1");
        assertThat(stage.lastRun.script()).isEqualTo("ip_driver");
        assertThat(stage.lowers("1")).containsExactly("alive 1");
        assertThat(stage.lastRun.script()).isEqualTo("ip_up");
    }

    @Test
    void onlyTheSameLowersAlike() {
        Tool.Scripts scripts = new Tool.Scripts("up", "down");
        Tool.Driver driver = new Tool.Driver("down");

        assertThat(scripts.lowersLike(new Tool.Scripts("other", "down"))).isTrue();
        assertThat(scripts.lowersLike(new Tool.Scripts("up", "other"))).isFalse();
        assertThat(scripts.lowersLike(driver)).isFalse();
        assertThat(driver.lowersLike(scripts)).isFalse();
        assertThat(driver.lowersLike(new Tool.Driver("down"))).isTrue();
        assertThat(driver.lowersLike(new Tool.Driver("other"))).isFalse();
    }
}
