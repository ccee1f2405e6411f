package flip.systems;

import static flip.systems.Given.catalog;
import static flip.systems.Given.lot;
import static flip.systems.Given.server;
import static flip.systems.Given.spec;
import static flip.systems.Given.stopping;
import static flip.systems.Given.view;
import static flip.systems.SystemsTest.holding;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Moment;
import flip.membership.Server;
import flip.membership.View;
import flip.systems.Status.HoldingState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What scripts are told, and what a new configuration does to what server a holds. */
class ReconfigurationTest {
    private static final List<Server> SERVERS = List.of(server("a"), server("b"), server("c"));
    private static final Catalog CATALOG = catalog(SERVERS, spec(List.of("a", "b"), "1", "2"));
    private static final Catalog STOPPING =
            catalog(SERVERS, stopping(spec(List.of("a", "b"), "1", "2")));

    @Test
    void aViewWithoutItsConfigurationStartsAndSettlesNothing() {
        Stage stage = holding(CATALOG);
        Catalog moved = catalog(1, SERVERS, spec(List.of("b"), "1", "2"));
        View view = view(2, moved, "a", "b", "c");

        stage.installs(view);
        assertThat(stage.look()).isEmpty();
        assertThat(stage.state("1")).isEqualTo(HoldingState.ALIVE);

        stage.plans(moved);
        assertThat(stage.look()).containsExactly("down 1");
    }

    @Test
    void whatANewConfigurationRaisesInAnotherWayIsLoweredInTheOldWayFirst() {
        Stage stage = holding(CATALOG);
        Lot changed =
                new Lot(
                        "1",
                        ImmutableList.of(
                                new Datum(
                                        "1",
                                        "{\"interface\":\"eth1\"}",
                                        ImmutableSortedMap.of("FLIP_CONFIG_interface", "eth1"))),
                        Optional.empty());
        Catalog next =
                catalog(
                        1,
                        SERVERS,
                        spec(SystemSpec.Kind.SHARD, List.of("a", "b"), List.of(changed, lot("2"))));
        stage.says("b", 2);
        stage.says("c", 2);
        stage.installs(view(2, next, "a", "b", "c"), next);

        assertThat(stage.look()).containsExactly("down 1", "settle 2");
        assertThat(stage.lastRun.configJson()).isEqualTo("{}");
        assertThat(stage.lowers("1")).containsExactly("alive 1");
        assertThat(stage.lastRun.configJson()).contains("eth1");
        assertThat(stage.lastRun.environment()).containsEntry("FLIP_CONFIG_interface", "eth1");
    }

    @Test
    void aDatumThatMovesToAnotherSystemIsLoweredThereBeforeItIsRaisedHere() {
        Stage stage = holding(CATALOG);
        Catalog renamed =
                catalog(1, SERVERS, Given.named(spec(List.of("a", "b"), "1", "2"), "address"));
        stage.says("b", 2);
        stage.says("c", 2);
        stage.installs(view(2, renamed, "a", "b", "c"), renamed);

        assertThat(stage.look()).containsExactly("down 1");
        assertThat(stage.lowers("1")).containsExactly("alive 1", "settle 2");
        assertThat(stage.lastRun.system()).isEqualTo("address");
    }

    /** I3: a driver that hangs is to be replaced, and what it held lowered, within the guard. */
    @Test
    void aDownThatTheGuardIsThereForHasHalfOfItToBeAnswered() {
        Stage stage = holding(STOPPING);
        stage.leasedUntil(Moment.NEVER);

        assertThat(stage.look()).contains("down 1");
        assertThat(stage.lastRun.answerLimit()).isEqualTo(Given.TIMING.guard().dividedBy(2));
        assertThat(stage.lastRun.limit()).isGreaterThan(Given.TIMING.guard());
    }

    @Test
    void aDownUnderALeaseHasItsWholeTimeToBeAnswered() {
        Stage stage = holding(STOPPING);
        stage.installs(view(2, STOPPING, "b", "c"), STOPPING);

        assertThat(stage.look()).contains("down 1");
        assertThat(stage.lastRun.answerLimit()).isEqualTo(stage.lastRun.limit());
    }

    @Test
    void scriptsFindWhatTheyNeedInTheirEnvironment() {
        Stage stage = holding(STOPPING);
        assertThat(stage.lastRun.environment())
                .containsExactly(
                        Map.entry("FLIP_DATUM", "1"),
                        Map.entry("FLIP_EPOCH", "1"),
                        Map.entry("FLIP_EVENT", "alive"),
                        Map.entry("FLIP_LEASE_MS", "3600000"),
                        Map.entry("FLIP_OWNER", "a"),
                        Map.entry("FLIP_PREVIOUS_OWNER", ""),
                        Map.entry("FLIP_SERVER", "a"),
                        Map.entry("FLIP_SYSTEM", "ip"));
        assertThat(stage.lastRun.script()).isEqualTo("ip_up");
        assertThat(stage.lastRun.limit()).isEqualTo(Duration.ofSeconds(10));

        stage.installs(view(2, STOPPING, "b", "c"), STOPPING);
        stage.look();
        assertThat(stage.lastRun.environment())
                .containsEntry("FLIP_EVENT", "down")
                .containsEntry("FLIP_OWNER", "b")
                .containsEntry("FLIP_PREVIOUS_OWNER", "a")
                .doesNotContainKey("FLIP_LEASE_MS");
        assertThat(stage.lastRun.script()).isEqualTo("ip_down");
    }
}
