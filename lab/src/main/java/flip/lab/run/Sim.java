package flip.lab.run;

import flip.lab.check.Violation;
import flip.lab.sim.Fault;
import flip.lab.sim.Report;
import flip.lab.sim.Seed;
import flip.lab.sim.Swarm;
import java.io.PrintStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** {@code bin/sim}: runs many seeds, or replays one in words. Exit code 1 when one is violated. */
public final class Sim {
    private static final int LONGEST = 600;

    private final PrintStream out;
    private final Wishes wishes;

    private Sim(PrintStream out, Wishes wishes) {
        this.out = out;
        this.wishes = wishes;
    }

    /** Runs what the command line asks for. */
    public static void main(String[] arguments) throws InterruptedException {
        Wishes wishes;
        try {
            wishes = Wishes.read(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Sim sim = new Sim(System.out, wishes);
        System.exit(sim.holds() ? 0 : 1);
    }

    private boolean holds() throws InterruptedException {
        if (wishes.seed().isPresent()) {
            return replay();
        }
        return wishes.length().isPresent() ? soak(wishes.length().get()) : search();
    }

    private boolean replay() {
        long seed = wishes.seed().orElseThrow();
        Swarm swarm = wishes.minimise() ? minimised(seed) : wishes.swarm();
        Report report = Seed.replay(seed, swarm, wishes.rules(), out::println, wishes.messages());
        line(report);
        return report.violation().isEmpty();
    }

    /** With no more faults than the violation needs. */
    private Swarm minimised(long seed) {
        Report first = Seed.run(seed, wishes.swarm(), wishes.rules());
        if (first.violation().isEmpty()) {
            return wishes.swarm();
        }
        EnumSet<Fault> faults = Minimiser.faults(first, wishes.swarm(), wishes.rules());
        out.println("needs only: " + faults);
        return wishes.swarm().allowing(faults);
    }

    private boolean search() throws InterruptedException {
        long began = System.nanoTime();
        List<Report> reports =
                Search.run(
                        wishes.first(),
                        wishes.seconds(),
                        wishes.swarm(),
                        wishes.rules(),
                        wishes.goesOn(),
                        this::line);
        out.println(Totals.words(reports, (System.nanoTime() - began) / 1_000_000));
        return reports.stream().allMatch(report -> report.violation().isEmpty());
    }

    private boolean soak(Duration length) throws InterruptedException {
        Soak soak = new Soak(out, wishes, this::line);
        return soak.run(length).stream().allMatch(report -> report.violation().isEmpty());
    }

    private static String abridged(Violation violation) {
        String text = String.valueOf(violation.getMessage());
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...";
    }

    private void line(Report report) {
        out.printf(
                Locale.ROOT,
                "seed %d: %d servers (%d do not vote), %d s, %d steps, %d views, trace %016x%s%n",
                report.seed(),
                report.servers(),
                report.onlookers(),
                report.elapsed().toSeconds(),
                report.steps(),
                report.views(),
                report.hash(),
                report.violation()
                        .map(
                                it ->
                                        String.format(
                                                "%n  VIOLATED %s%n  replay: bin/sim --seed %d %s",
                                                abridged(it), report.seed(), wishes.words()))
                        .orElse(""));
    }
}
