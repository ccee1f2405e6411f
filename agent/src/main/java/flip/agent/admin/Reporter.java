package flip.agent.admin;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableCollection;
import flip.agent.admin.StatusReport.DatumReport;
import flip.agent.admin.StatusReport.Disk;
import flip.agent.admin.StatusReport.DriverReport;
import flip.agent.admin.StatusReport.Health;
import flip.agent.admin.StatusReport.LayersReport;
import flip.agent.admin.StatusReport.Lease;
import flip.agent.admin.StatusReport.Quorum;
import flip.agent.admin.StatusReport.ServerReport;
import flip.agent.admin.StatusReport.SystemReport;
import flip.systems.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes a report of a node's status, and of what the node cannot know. */
public final class Reporter {
    private Reporter() {}

    /**
     * What the agent adds to a node's status.
     *
     * @param agent the process
     * @param counters what happened on the network and elsewhere
     * @param drivers the resident ones, by name
     * @param layers by what each system that is carried here is held
     * @param diskTrouble what keeps promises from being written
     * @param warnings about the configuration, and other lasting ones
     */
    public record AgentPart(
            StatusReport.AgentProcess agent,
            Map<String, Long> counters,
            Map<String, DriverReport> drivers,
            Map<String, LayersReport> layers,
            Optional<String> diskTrouble,
            List<String> warnings) {}

    /** The report. */
    public static StatusReport report(Status status, AgentPart agentPart) {
        List<String> problems = new ArrayList<>();
        boolean quorum = addQuorum(status, problems);
        addServers(status, problems);
        addSystems(status, problems);
        addDrivers(agentPart, problems);
        agentPart.diskTrouble().ifPresent(problems::add);
        return new StatusReport(
                status.self().value(),
                agentPart.agent(),
                quorum ? problems.isEmpty() ? Health.HEALTHY : Health.DEGRADED : Health.NO_QUORUM,
                problems,
                agentPart.warnings(),
                lower(status.phase()),
                hex(status.identity()),
                status.incarnation(),
                hex(status.view().lineage()),
                status.view().generation(),
                status.view().epoch(),
                status.settled(),
                status.configurationVersion(),
                new Quorum(status.quorum(), status.reachedVoters(), status.voters()),
                new Lease(status.leased(), status.leaseLeft().toMillis()),
                status.waitingFor().orElse(""),
                servers(status),
                systems(status),
                agentPart.drivers(),
                agentPart.layers(),
                counters(status, agentPart),
                new Disk(status.persistedBehind(), agentPart.diskTrouble().orElse("")));
    }

    private static Map<String, Long> counters(Status status, AgentPart agentPart) {
        Map<String, Long> all = new TreeMap<>(agentPart.counters());
        all.put("contested", status.contested());
        return all;
    }

    private static boolean addQuorum(Status status, List<String> problems) {
        status.waitingFor().ifPresent(reason -> problems.add("waiting: " + reason));
        boolean reached = status.reachedVoters() >= status.quorum();
        if (!reached) {
            problems.add(
                    "no quorum: "
                            + status.reachedVoters()
                            + " of "
                            + status.voters()
                            + " voters reached, "
                            + status.quorum()
                            + " needed");
        } else if (!status.leased() && status.view().isUp(status.self())) {
            problems.add(status.self() + " has no lease");
        }
        return reached && status.view().isFormed();
    }

    private static void addServers(Status status, List<String> problems) {
        if (!status.view().isFormed()) {
            return; // Nobody was ever up.
        }
        status.servers()
                .forEach(
                        (id, server) -> {
                            if (!server.state().equals("up")) {
                                problems.add(id + " is " + server.state());
                            } else if (!server.suspectedBy().isEmpty()) {
                                problems.add(
                                        id
                                                + " is suspected by "
                                                + String.join(", ", names(server.suspectedBy())));
                            }
                        });
    }

    private static void addSystems(Status status, List<String> problems) {
        status.systems()
                .forEach(
                        (name, system) ->
                                system.lots()
                                        .forEach(
                                                (id, lot) ->
                                                        addLot(status, name, id, lot, problems)));
    }

    /** Those by which something is to be held here, and cannot be for now. */
    private static void addDrivers(AgentPart agentPart, List<String> problems) {
        agentPart
                .drivers()
                .forEach(
                        (name, driver) -> {
                            boolean needed =
                                    agentPart.layers().values().stream()
                                            .anyMatch(layers -> layers.driver().equals(name));
                            if (needed && !driver.state().equals(DriverReport.READY)) {
                                problems.add(
                                        "driver "
                                                + name
                                                + " is "
                                                + driver.state()
                                                + (driver.trouble().isEmpty()
                                                        ? ""
                                                        : ": " + driver.trouble()));
                            }
                        });
        agentPart
                .layers()
                .forEach(
                        (name, layers) -> {
                            if (layers.kernelLease().equals(LayersReport.NONE)) {
                                problems.add(
                                        name
                                                + " is to have a kernel lease, and driver "
                                                + layers.driver()
                                                + " has none; `flip doctor` says why");
                            }
                        });
    }

    private static void addLot(
            Status status, String system, String id, Status.LotStatus lot, List<String> problems) {
        String named = system + " " + id;
        if (lot.intended().isEmpty() && status.view().isFormed()) {
            problems.add("nobody can hold " + named);
        }
        lot.data()
                .forEach(
                        (datum, here) -> {
                            boolean mine = lot.intended().contains(status.self());
                            if (here.failures() > 0) {
                                problems.add(
                                        "the script of "
                                                + system
                                                + " "
                                                + datum
                                                + " failed here "
                                                + here.failures()
                                                + (here.failures() == 1 ? " time" : " times")
                                                + here.lastFailure()
                                                        .map(reason -> ": " + reason)
                                                        .orElse(""));
                            } else if (mine && here.state() != Status.HoldingState.ALIVE) {
                                problems.add(
                                        system
                                                + " "
                                                + datum
                                                + " should be alive here and is "
                                                + lower(here.state()));
                            }
                        });
    }

    private static Map<String, ServerReport> servers(Status status) {
        Map<String, ServerReport> servers = new LinkedHashMap<>();
        status.servers()
                .forEach(
                        (id, server) ->
                                servers.put(
                                        id.value(),
                                        new ServerReport(
                                                server.state(),
                                                server.since().toMillis(),
                                                server.incarnation(),
                                                server.voter(),
                                                server.reached(),
                                                server.silent().toMillis(),
                                                server.roundTrip().toNanos() / 1000,
                                                server.leased(),
                                                server.settled(),
                                                names(server.suspectedBy()))));
        return servers;
    }

    private static Map<String, SystemReport> systems(Status status) {
        Map<String, SystemReport> systems = new LinkedHashMap<>();
        status.systems()
                .forEach(
                        (name, system) -> {
                            Map<String, DatumReport> data = new LinkedHashMap<>();
                            system.lots()
                                    .forEach(
                                            (lotName, lot) ->
                                                    lot.data()
                                                            .forEach(
                                                                    (id, datum) ->
                                                                            data.put(
                                                                                    id,
                                                                                    datum(
                                                                                            lotName,
                                                                                            lot,
                                                                                            datum))));
                            systems.put(
                                    name,
                                    new SystemReport(
                                            lower(system.kind()), lower(system.policy()), data));
                        });
        return systems;
    }

    private static DatumReport datum(String name, Status.LotStatus lot, Status.DatumStatus datum) {
        return new DatumReport(
                name,
                names(lot.intended()),
                lower(datum.state()),
                datum.failures(),
                datum.lastFailure().orElse(""),
                names(lot.blockedBy()));
    }

    private static List<String> names(ImmutableCollection<flip.membership.ServerId> ids) {
        return ids.stream().map(flip.membership.ServerId::value).toList();
    }

    private static String lower(Enum<?> value) {
        return Ascii.toLowerCase(value.name());
    }

    private static String hex(long value) {
        return String.format("%016x", value);
    }
}
