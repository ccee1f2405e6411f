package flip.agent.cli;

import flip.agent.admin.StatusReport;
import flip.agent.admin.StatusReport.Health;
import flip.agent.cli.Table.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the demo sees at one moment.
 *
 * @param servers in the order of the file
 * @param connected whether the links are whole
 */
record Scene(List<Actor> servers, boolean connected) {
    /**
     * One server.
     *
     * @param id its name
     * @param on whether its host has power
     * @param report what its agent says; empty when it says nothing
     * @param held what is really there, sorted
     */
    record Actor(String id, boolean on, Optional<StatusReport> report, List<String> held) {
        boolean hasLease() {
            return report.map(said -> said.lease().held()).orElse(false);
        }

        boolean isHealthy() {
            return report.map(said -> said.health() == Health.HEALTHY).orElse(false);
        }
    }

    /** Who really holds what: by server, without those that hold nothing. */
    SortedMap<String, List<String>> holdings() {
        SortedMap<String, List<String>> holdings = new TreeMap<>();
        for (Actor server : servers) {
            if (!server.held().isEmpty()) {
                holdings.put(server.id(), server.held());
            }
        }
        return holdings;
    }

    /** For people. */
    List<String> lines(Paint paint, String place, int columns) {
        Table table = new Table("SERVER", "HOST", "STATE", "LEASE", "EPOCH", "SHOULD HOLD", place);
        Optional<StatusReport> known = bestInformed();
        for (Actor server : servers) {
            Optional<StatusReport> report = server.report();
            table.add(
                    new Cell(server.id(), paint::strong),
                    host(server, paint),
                    state(server, known, paint),
                    server.hasLease()
                            ? new Cell("yes", paint::good)
                            : new Cell(server.on() ? "no" : "", paint::warning),
                    Cell.of(report.map(said -> Long.toString(said.epoch())).orElse("")),
                    Cell.of(known.map(said -> intended(said, server.id())).orElse("")),
                    new Cell(String.join(" ", server.held()), paint::strong));
        }
        return table.lines(paint, columns);
    }

    private static Cell host(Actor server, Paint paint) {
        if (!server.on()) {
            return new Cell("off", paint::bad);
        }
        return server.report().isPresent() ? Cell.of("on") : new Cell("starting", paint::warning);
    }

    private static Cell state(Actor server, Optional<StatusReport> known, Paint paint) {
        String state =
                known.map(said -> said.servers().get(server.id()))
                        .map(StatusReport.ServerReport::state)
                        .orElse("");
        return new Cell(state, state.equals("up") ? paint::good : paint::warning);
    }

    /** The one with a lease and the highest epoch, or at least the latter. */
    private Optional<StatusReport> bestInformed() {
        return servers.stream()
                .flatMap(server -> server.report().stream())
                .max(
                        Comparator.comparing((StatusReport said) -> said.lease().held())
                                .thenComparing(StatusReport::epoch));
    }

    private static String intended(StatusReport report, String server) {
        List<String> data = new ArrayList<>();
        report.systems()
                .values()
                .forEach(
                        system ->
                                system.data()
                                        .forEach(
                                                (id, datum) -> {
                                                    if (datum.intended().contains(server)) {
                                                        data.add(id);
                                                    }
                                                }));
        data.sort(null);
        return String.join(" ", data);
    }
}
