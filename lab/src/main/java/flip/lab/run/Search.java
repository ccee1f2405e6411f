package flip.lab.run;

import flip.lab.sim.Report;
import flip.lab.sim.Seed;
import flip.lab.sim.Swarm;
import flip.membership.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Runs seed after seed, one on each core at a time. */
public final class Search {
    private Search() {}

    /**
     * Runs seeds from the first on, until so many seconds were simulated, or one is violated.
     *
     * @param goesOn whether a violation does not end it
     * @param each takes each report, one at a time
     */
    public static List<Report> run(
            long first,
            long seconds,
            Swarm swarm,
            Rules rules,
            boolean goesOn,
            Consumer<Report> each)
            throws InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        AtomicLong next = new AtomicLong(first);
        AtomicLong left = new AtomicLong(seconds * 1000);
        List<Report> reports = new ArrayList<>();
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int at = 0; at < threads; at++) {
                workers.add(
                        pool.submit(
                                () -> {
                                    while (left.get() > 0) {
                                        Report report =
                                                Seed.run(next.getAndIncrement(), swarm, rules);
                                        left.addAndGet(-report.elapsed().toMillis());
                                        synchronized (reports) {
                                            reports.add(report);
                                            each.accept(report);
                                        }
                                        if (!goesOn && report.violation().isPresent()) {
                                            left.set(0);
                                        }
                                    }
                                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the simulator itself failed", e.getCause());
        } finally {
            pool.shutdownNow();
        }
        return List.copyOf(reports);
    }
}
