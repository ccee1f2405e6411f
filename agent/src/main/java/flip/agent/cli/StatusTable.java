package flip.agent.cli;

import flip.agent.admin.StatusReport;
import flip.agent.admin.StatusReport.DatumReport;
import flip.agent.admin.StatusReport.DriverReport;
import flip.agent.admin.StatusReport.Health;
import flip.agent.admin.StatusReport.LayersReport;
import flip.agent.admin.StatusReport.ServerReport;
import flip.agent.cli.Table.Cell;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A status for people. */
final class StatusTable {
    private final Paint paint;
    private final int columns;

    StatusTable(Paint paint, int columns) {
        this.paint = paint;
        this.columns = columns;
    }

    List<String> lines(StatusReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(Terminal.wrapped(summary(report), columns));
        report.problems()
                .forEach(
                        problem ->
                                lines.add(
                                        paint.warning(Terminal.wrapped("  " + problem, columns))));
        report.warnings()
                .forEach(
                        warning ->
                                lines.add(paint.faint(Terminal.wrapped("  " + warning, columns))));
        lines.add("");
        lines.addAll(servers(report).lines(paint, columns));
        Table systems = systems(report);
        if (!systems.isEmpty()) {
            lines.add("");
            lines.addAll(systems.lines(paint, columns));
        }
        Table layers = layers(report);
        if (!layers.isEmpty()) {
            lines.add("");
            lines.addAll(layers.lines(paint, columns));
        }
        return lines;
    }

    private String summary(StatusReport report) {
        String verdict =
                report.health().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        StatusReport.Quorum quorum = report.quorum();
        return paint.strong(report.server())
                + ": "
                + (report.health() == Health.HEALTHY
                        ? paint.good(verdict)
                        : report.health() == Health.DEGRADED
                                ? paint.warning(verdict)
                                : paint.bad(verdict))
                + (report.phase().equals("running") ? "" : ", " + report.phase())
                + " · quorum "
                + quorum.have()
                + " of "
                + quorum.voters()
                + " reached, "
                + quorum.need()
                + " needed · "
                + (report.lease().held()
                        ? "lease for " + Span.text(report.lease().leftMs())
                        : "no lease")
                + " · epoch "
                + report.epoch()
                + " · configuration "
                + report.configurationVersion();
    }

    private Table servers(StatusReport report) {
        Table table =
                new Table("SERVER", "STATE", "SINCE", "LIFE", "VOTER", "LEASE", "RTT", "NOTE");
        report.servers()
                .forEach(
                        (id, server) ->
                                table.add(
                                        new Cell(id, paint::strong),
                                        state(server),
                                        Cell.of(
                                                report.epoch() == 0
                                                        ? "-"
                                                        : Span.text(server.sinceMs())),
                                        Cell.of(Long.toString(server.incarnation())),
                                        Cell.of(server.voter() ? "yes" : "no"),
                                        Cell.of(server.leased() ? "yes" : "no"),
                                        Cell.of(roundTrip(server)),
                                        note(id, server, report)));
        return table;
    }

    private Cell state(ServerReport server) {
        if (!server.suspectedBy().isEmpty() && server.state().equals("up")) {
            return new Cell("suspect", paint::warning);
        }
        return new Cell(server.state(), server.state().equals("up") ? paint::good : paint::bad);
    }

    private static String roundTrip(ServerReport server) {
        return server.roundTripUs() == 0
                ? "-"
                : server.roundTripUs() / 1000 + "." + server.roundTripUs() % 1000 / 100 + " ms";
    }

    private Cell note(String id, ServerReport server, StatusReport report) {
        boolean here = id.equals(report.server());
        boolean releasing = isReleasing(server, report, here);
        if (here && !releasing) {
            return new Cell("this server", paint::faint);
        }
        List<String> notes = new ArrayList<>();
        if (here) {
            notes.add("this server");
        }
        if (releasing) {
            notes.add("may still hold what belongs to others by now");
        }
        if (!server.suspectedBy().isEmpty()) {
            notes.add("suspected by " + String.join(", ", server.suspectedBy()));
        }
        if (!server.reached() && !here) {
            notes.add("not reached for " + Span.text(server.silentMs()));
        }
        return new Cell(String.join(", ", notes), paint::warning);
    }

    /** What it announced is older than the view: it has not let go of what that took from it. */
    private static boolean isReleasing(ServerReport server, StatusReport report, boolean here) {
        long settled = here ? report.settled() : server.settled();
        return server.state().equals("up")
                && (here || server.reached())
                && settled < report.epoch();
    }

    private Table systems(StatusReport report) {
        Table table = new Table("SYSTEM", "DATUM", "INTENDED", "HERE", "NOTE");
        report.systems()
                .forEach(
                        (name, system) ->
                                system.data()
                                        .forEach(
                                                (id, datum) ->
                                                        table.add(
                                                                Cell.of(name),
                                                                new Cell(id, paint::strong),
                                                                Cell.of(
                                                                        datum.intended().isEmpty()
                                                                                ? "nobody"
                                                                                : String.join(
                                                                                        ", ",
                                                                                        datum
                                                                                                .intended())),
                                                                here(datum),
                                                                note(datum))));
        return table;
    }

    /** What becomes of a system's data here when the agent is killed. */
    private Table layers(StatusReport report) {
        Table table =
                new Table("SYSTEM", "HELD BY", "STATE", "LAST WILL", "KERNEL LEASE", "WHEN KILLED");
        report.layers()
                .forEach(
                        (name, layers) ->
                                table.add(
                                        Cell.of(name),
                                        Cell.of(
                                                layers.driver().isEmpty()
                                                        ? "scripts"
                                                        : "driver " + layers.driver()),
                                        driver(report.drivers().get(layers.driver())),
                                        will(report.drivers().get(layers.driver())),
                                        lease(layers),
                                        layers.driver().isEmpty()
                                                ? new Cell(
                                                        "stays until `flip release`",
                                                        paint::warning)
                                                : Cell.of("given back by the driver")));
        return table;
    }

    private Cell driver(@Nullable DriverReport driver) {
        if (driver == null) {
            return Cell.of("-");
        }
        boolean ready = driver.state().equals(DriverReport.READY);
        String since = driver.sinceMs() == 0 ? "" : " for " + Span.text(driver.sinceMs());
        return new Cell(driver.state() + since, ready ? paint::good : paint::bad);
    }

    private static Cell will(@Nullable DriverReport driver) {
        return Cell.of(driver != null && driver.hasLastWill() ? "handed over" : "-");
    }

    private Cell lease(LayersReport layers) {
        return layers.kernelLease().equals(LayersReport.NONE)
                ? new Cell(LayersReport.NONE, paint::bad)
                : Cell.of(layers.kernelLease().isEmpty() ? "-" : layers.kernelLease());
    }

    private Cell here(DatumReport datum) {
        return switch (datum.here()) {
            case "alive" -> new Cell("alive", paint::good);
            case "down" -> new Cell("-", paint::faint);
            case "failed" -> new Cell("failed", paint::bad);
            default -> new Cell(datum.here(), paint::warning);
        };
    }

    private Cell note(DatumReport datum) {
        List<String> notes = new ArrayList<>();
        if (datum.failures() > 0) {
            notes.add("failed " + datum.failures() + "x: " + datum.lastFailure());
        }
        if (!datum.waitsFor().isEmpty()) {
            notes.add("waits for " + String.join(", ", datum.waitsFor()));
        }
        return new Cell(String.join(", ", notes), paint::warning);
    }
}
