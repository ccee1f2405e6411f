package flip.lab.bench;

import flip.lab.e2e.Footprint;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Nothing happens at all: every verdict is false, and what the program uses is what it costs. The
 * fast timings are measured while both processors are kept busy by others.
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
    public boolean isFor(Contender contender) {
        return true;
    }

    @Override
    public void measure(Arena arena, FiguresTable table) {
        Contender contender = arena.contender();
        boolean busy = contender.period().compareTo(BUSY_BELOW) < 0;
        String name = contender.name() + (busy ? ", two busy loops" : "");
        try (BusyLoops loops = BusyLoops.start(busy ? 2 : 0, length.plus(ROOM))) {
            long start = System.nanoTime();
            long suspicions = contender.suspicions();
            long verdicts = contender.verdicts();
            List<Footprint> before = contender.hosts().stream().map(contender::footprint).toList();
            Arena.letPass(length);
            double moved = arena.lab().timeline().since(start).size();
            double suspected = contender.suspicions() - suspicions;
            double falseVerdicts = contender.verdicts() - verdicts;
            double seconds = (System.nanoTime() - start) / 1e9;
            List<Footprint> after = contender.hosts().stream().map(contender::footprint).toList();

            String minutes = " in " + length.toSeconds() + " s of idling";
            table.add(figures("false verdicts" + minutes, name, "", List.of(falseVerdicts)));
            table.add(figures("suspicions" + minutes, name, "", List.of(suspected)));
            table.add(figures("addresses moved" + minutes, name, "", List.of(moved)));
            table.add(
                    figures(
                            "resident memory",
                            name,
                            "MB",
                            after.stream().map(each -> each.residentBytes() / 1e6).toList()));
            table.add(
                    figures("processor, idle", name, "% of a core", cost(before, after, seconds)));
            loops.check();
        }
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

    private static Figures figures(
            String measure, String contender, String unit, List<Double> values) {
        return new Figures(measure, contender, unit, values);
    }
}
