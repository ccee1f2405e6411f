package flip.lab.run;

import flip.lab.sim.Fault;
import flip.lab.sim.Report;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The figures of many runs, in words. */
final class Totals {
    private Totals() {}

    static String words(List<Report> reports, long realMillis) {
        long seconds = reports.stream().mapToLong(it -> it.elapsed().toMillis()).sum() / 1000;
        long steps = reports.stream().mapToLong(Report::steps).sum();
        long messages = reports.stream().mapToLong(Report::messages).sum();
        long views = reports.stream().mapToLong(Report::views).sum();
        long scripts = reports.stream().mapToLong(Report::scripts).sum();
        long checks = reports.stream().mapToLong(Report::checks).sum();
        Optional<Report> slowest =
                reports.stream().max(Comparator.comparingDouble(Report::boundUsed));
        EnumMap<Fault, Long> faults = new EnumMap<>(Fault.class);
        reports.forEach(it -> it.counts().forEach((key, n) -> faults.merge(key, n, Long::sum)));
        long violations = reports.stream().filter(it -> it.violation().isPresent()).count();
        return String.format(
                Locale.ROOT,
                "%d seeds, %d simulated s in %.1f s: %d steps (%d a second), %d messages, %d views,"
                        + " %d scripts, %d checks, longest convergence %.0f %% of its bound (seed %d)%n"
                        + "faults: %s%n%d violations",
                reports.size(),
                seconds,
                realMillis / 1000.0,
                steps,
                steps * 1000 / Math.max(1, realMillis),
                messages,
                views,
                scripts,
                checks,
                100 * slowest.map(Report::boundUsed).orElse(0.0),
                slowest.map(Report::seed).orElse(0L),
                faults,
                violations);
    }
}
