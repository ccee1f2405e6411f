package flip.agent.cli;

import flip.agent.admin.StatusReport;
import flip.agent.admin.StatusReport.DatumReport;
import flip.agent.admin.StatusReport.Health;
import flip.agent.admin.StatusReport.ServerReport;
import flip.agent.cli.Table.Cell;
import java.util.ArrayList;
import java.util.List;

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
