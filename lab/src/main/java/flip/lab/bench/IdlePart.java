package flip.lab.bench;

import flip.lab.contender.Contender;
import flip.lab.e2e.BusyLoops;
import flip.lab.e2e.Footprint;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Nothing happens at all: every alarm is false, and what the program uses is what it costs. The
 * shorter timings are measured while both processors are kept busy by others.
 */
record IdlePart(Duration length) implements Part {
    private static final Duration BUSY_BELOW = Duration.ofMillis(500);

    /** For the steps before and after the measurement itself. */
    private static final Duration ROOM = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public int runs() {
        return 1;
    }

    @Override
    public String about() {
        return """
        Nothing happens to flip's agents for %d s, so that every alarm (a view in which somebody is
        down or out) is false and what they use is what they cost, on each server. The shorter timings
        are measured while two busy loops of normal priority keep the processors busy."""
                .formatted(length.toSeconds());
    }

    @Override
    public boolean isFor(Entrant entrant) {
        return entrant.program().equals(Flip.PROGRAM);
    }

    @Override
    public List<Figures> run(Arena arena, int number) {
        Contender contender = arena.contender();
        boolean busy = contender.period().compareTo(BUSY_BELOW) < 0;
        String name = contender.name() + (busy ? ", two busy loops" : "");
        try (BusyLoops loops = BusyLoops.start(busy ? 2 : 0, length.plus(ROOM))) {
            long start = System.nanoTime();
            long suspicions = contender.suspicions();
            long alarms = contender.alarms();
            List<Footprint> before = contender.hosts().stream().map(contender::footprint).toList();
            Arena.letPass(length);
            double moved = arena.lab().timeline().since(start).size();
            double suspected = contender.suspicions() - suspicions;
            double falseAlarms = contender.alarms() - alarms;
            double seconds = (System.nanoTime() - start) / 1e9;
            List<Footprint> after = contender.hosts().stream().map(contender::footprint).toList();

            loops.check();

            String idling = " in " + length.toSeconds() + " s of idling";
            return List.of(
                    new Figures("false alarms" + idling, name, "", List.of(falseAlarms)),
                    new Figures("suspicions" + idling, name, "", List.of(suspected)),
                    new Figures("addresses moved" + idling, name, "", List.of(moved)),
                    new Figures("resident memory", name, "MB", megabytes(after)),
                    new Figures(
                            "processor, idle", name, "% of a core", cost(before, after, seconds)));
        }
    }

    private static List<Double> megabytes(List<Footprint> footprints) {
        return footprints.stream().map(each -> each.residentBytes() / 1e6).toList();
    }

    private static List<Double> cost(
            List<Footprint> before, List<Footprint> after, double seconds) {
        return IntStream.range(0, before.size())
                .mapToObj(
                        each ->
                                after.get(each)
                                                .processorTime()
                                                .minus(before.get(each).processorTime())
                                                .toMillis()
                                        / 10.0
                                        / seconds)
                .toList();
    }
}
