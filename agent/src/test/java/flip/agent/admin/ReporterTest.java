package flip.agent.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import flip.agent.admin.StatusReport.DriverReport;
import flip.agent.admin.StatusReport.Health;
import flip.agent.admin.StatusReport.LayersReport;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.View;
import flip.systems.Status;
import flip.systems.Status.DatumStatus;
import flip.systems.Status.HoldingState;
import flip.systems.Status.LotStatus;
import flip.systems.Status.ServerStatus;
import flip.systems.Status.SystemStatus;
import flip.systems.SystemSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The verdict, and why. */
class ReporterTest {
    private static final ServerId SELF = new ServerId("flip");
    private static final ServerId OTHER = new ServerId("flip1");

    private boolean formed = true;
    private int reached = 2;
    private boolean leased = true;
    private String otherState = "up";
    private ImmutableSortedSet<ServerId> accusers = ImmutableSortedSet.of();
    private ImmutableList<ServerId> intended = ImmutableList.of(SELF);
    private DatumStatus here = new DatumStatus(HoldingState.ALIVE, 0, Optional.empty());
    private Optional<String> waitingFor = Optional.empty();
    private Optional<String> diskTrouble = Optional.empty();

    private StatusReport report() {
        Status status =
                new Status(
                        SELF,
                        0x1234,
                        5,
                        Status.Phase.RUNNING,
                        view(),
                        3,
                        2,
                        2,
                        reached,
                        leased,
                        Duration.ofMillis(700),
                        9,
                        ImmutableSortedMap.of(
                                SELF,
                                server("up", ImmutableSortedSet.of()),
                                OTHER,
                                server(otherState, accusers)),
                        ImmutableSortedMap.of(
                                "ip",
                                new SystemStatus(
                                        SystemSpec.Kind.SHARD,
                                        SystemSpec.NoQuorumPolicy.STOP,
                                        ImmutableSortedMap.of(
                                                "10.0.0.1",
                                                new LotStatus(
                                                        intended,
                                                        ImmutableSortedMap.of("10.0.0.1", here),
                                                        ImmutableSortedSet.of(OTHER))))),
                        waitingFor,
                        0,
                        4);
        return Reporter.report(
                status,
                new Reporter.AgentPart(
                        new StatusReport.AgentProcess("1", 2, 3),
                        Map.of("x", 1L),
                        drivers,
                        layers,
                        diskTrouble,
                        List.of()));
    }

    private View view() {
        if (!formed) {
            return View.NONE;
        }
        Standing up = new Standing(1, Standing.State.UP, 5, true);
        return new View(
                77,
                1,
                9,
                3,
                1,
                Duration.ZERO,
                2,
                ImmutableSortedMap.of(SELF, up, OTHER, up),
                ImmutableSortedSet.of());
    }

    private static ServerStatus server(String state, ImmutableSortedSet<ServerId> accusers) {
        return new ServerStatus(
                state,
                Duration.ofSeconds(4),
                5,
                true,
                true,
                Duration.ofMillis(12),
                Duration.ofNanos(345_678),
                true,
                9,
                accusers);
    }

    private Map<String, DriverReport> drivers = Map.of();
    private Map<String, LayersReport> layers = Map.of();

    @Test
    void aDriverThatIsNotReadyIsAProblemWhereItIsNeededHere() {
        drivers =
                Map.of(
                        "ready", new DriverReport("ready", 1, 2, "will", false, ""),
                        "needless", new DriverReport("gone", 1, 0, "", false, ""),
                        "needed", new DriverReport("starting", 1, 2, "", false, "it waits"));
        layers =
                Map.of(
                        "a", new LayersReport("ready", true, "nftables"),
                        "b", new LayersReport("needed", false, ""),
                        "c", new LayersReport("", false, ""));

        StatusReport report = report();

        assertThat(report.problems()).containsExactly("driver needed is starting: it waits");
        assertThat(report.health()).isEqualTo(Health.DEGRADED);
        assertThat(StatusReport.fromJson(report.toJson())).isEqualTo(report);
    }

    @Test
    void aKernelLeaseThatIsAskedForInVainIsAProblem() {
        drivers = Map.of("d", new DriverReport("ready", 1, 2, "kernel_lease=none", false, ""));
        layers = Map.of("ip", new LayersReport("d", false, LayersReport.NONE));

        assertThat(report().problems())
                .singleElement()
                .asString()
                .contains("ip is to have a kernel lease", "driver d has none");
    }

    @Test
    void everythingInItsPlaceIsHealthy() {
        StatusReport report = report();

        assertThat(report.health()).isEqualTo(Health.HEALTHY);
        assertThat(report.problems()).isEmpty();
        assertThat(report.identity()).isEqualTo("0000000000001234");
        assertThat(report.quorum()).isEqualTo(new StatusReport.Quorum(2, 2, 2));
        assertThat(report.systems().keySet()).containsExactly("ip");
        assertThat(StatusReport.fromJson(report.toJson())).isEqualTo(report);
    }

    @Test
    void itsJsonHasTheNamesThatOthersRead() {
        assertThat(report().toJson())
                .contains("\"health\": \"healthy\"")
                .contains("\"configuration_version\": 3")
                .contains("\"no_quorum_policy\": \"stop\"")
                .contains("\"round_trip_us\": 345")
                .contains("\"here\": \"alive\"")
                .contains("\"left_ms\": 700");
    }

    @Test
    void aServerThatIsDownDegrades() {
        otherState = "down";

        assertThat(report().health()).isEqualTo(Health.DEGRADED);
        assertThat(report().problems()).containsExactly("flip1 is down");
    }

    @Test
    void aSuspicionDegradesAndNamesTheAccuser() {
        accusers = ImmutableSortedSet.of(SELF);

        assertThat(report().problems()).containsExactly("flip1 is suspected by flip");
    }

    @Test
    void aDatumThatNobodyCanHoldDegrades() {
        intended = ImmutableList.of();

        assertThat(report().problems()).containsExactly("nobody can hold ip 10.0.0.1");
    }

    @Test
    void aDatumThatIsNotWhereItShouldBeDegrades() {
        here = new DatumStatus(HoldingState.RAISING, 0, Optional.empty());

        assertThat(report().problems())
                .containsExactly("ip 10.0.0.1 should be alive here and is raising");
    }

    @Test
    void aScriptThatFailsDegradesWithItsReason() {
        here = new DatumStatus(HoldingState.FAILED, 2, Optional.of("exit code 3"));

        assertThat(report().problems())
                .containsExactly("the script of ip 10.0.0.1 failed here 2 times: exit code 3");
    }

    @Test
    void aDiskThatDoesNotTakePromisesDegrades() {
        diskTrouble = Optional.of("the disk is full");

        assertThat(report().health()).isEqualTo(Health.DEGRADED);
        assertThat(report().disk().trouble()).isEqualTo("the disk is full");
    }

    @Test
    void aServerWithoutALeaseIsDegraded() {
        leased = false;

        assertThat(report().problems()).containsExactly("flip has no lease");
    }

    @Test
    void tooFewVotersAreNoQuorum() {
        reached = 1;

        assertThat(report().health()).isEqualTo(Health.NO_QUORUM);
        assertThat(report().problems())
                .containsExactly("no quorum: 1 of 2 voters reached, 2 needed");
    }

    @Test
    void beforeAClusterIsFormedThereIsNoQuorumAndItSaysForWhomItWaits() {
        formed = false;
        waitingFor = Optional.of("no answer yet from flip1");

        assertThat(report().health()).isEqualTo(Health.NO_QUORUM);
        assertThat(report().problems()).contains("waiting: no answer yet from flip1");
    }
}
