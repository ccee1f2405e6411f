package flip.agent.admin;

import flip.agent.admin.StatusReport.DatumReport;
import flip.agent.admin.StatusReport.DriverReport;
import flip.agent.admin.StatusReport.Health;
import flip.agent.admin.StatusReport.LayersReport;
import flip.agent.admin.StatusReport.ServerReport;
import flip.agent.admin.StatusReport.SystemReport;
import java.util.List;
import java.util.Map;

/** Statuses to show. */
public final class Reports {
    private Reports() {}

    /** Of the documented cluster, seen by flip1, with flip2 down. */
    public static StatusReport of(Health health) {
        return new StatusReport(
                "flip1",
                new StatusReport.AgentProcess("1.0", 42, 61_000),
                health,
                health == Health.HEALTHY ? List.of() : List.of("flip2 is down"),
                List.of(),
                "running",
                "0000000000000001",
                3,
                "0000000000000002",
                1,
                7,
                7,
                0,
                new StatusReport.Quorum(2, 2, 3),
                new StatusReport.Lease(true, 1_234),
                "",
                Map.of(
                        "flip1",
                        new ServerReport("up", 61_000, 3, true, true, 0, 0, true, 7, List.of()),
                        "flip2",
                        new ServerReport(
                                "down",
                                5_000,
                                2,
                                true,
                                false,
                                9_100,
                                420,
                                false,
                                -1,
                                List.of("flip", "flip1"))),
                Map.of(
                        "ip",
                        new SystemReport(
                                "shard",
                                "freeze",
                                Map.of(
                                        "192.168.0.1",
                                        new DatumReport(
                                                "192.168.0.1",
                                                List.of("flip1"),
                                                "failed",
                                                2,
                                                "exit code 1",
                                                List.of("flip"))))),
                Map.of(
                        "ip_driver",
                        new DriverReport(
                                "gone",
                                3_000,
                                0,
                                "",
                                false,
                                "driver ip_driver has ended, with exit code 1")),
                Map.of(
                        "ip", new LayersReport("ip_driver", false, "none"),
                        "jobs", new LayersReport("", false, "")),
                Map.of("datagram_sent", 12L),
                new StatusReport.Disk(0, ""));
    }
}
