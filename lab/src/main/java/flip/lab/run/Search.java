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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

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
        long[] left = {seconds * 1000};
        return run(
                first,
                swarm,
                rules,
                report -> {
                    each.accept(report);
                    left[0] -= report.elapsed().toMillis();
                    return left[0] > 0 && (goesOn || report.violation().isEmpty());
                });
    }

    /**
     * Runs seeds from the first on.
     *
     * @param goesOn takes each report, one at a time: whether others are to follow
     */
    static List<Report> run(long first, Swarm swarm, Rules rules, Predicate<Report> goesOn)
            throws InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        AtomicLong next = new AtomicLong(first);
        AtomicBoolean over = new AtomicBoolean();
        List<Report> reports = new ArrayList<>();
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int at = 0; at < threads; at++) {
                workers.add(
                        pool.submit(
                                () -> {
                                    while (!over.get()) {
                                        Report report =
                                                Seed.run(next.getAndIncrement(), swarm, rules);
                                        synchronized (reports) {
                                            reports.add(report);
                                            if (!goesOn.test(report)) {
                                                over.set(true);
                                            }
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
