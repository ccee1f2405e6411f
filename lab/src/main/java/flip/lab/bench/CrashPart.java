package flip.lab.bench;

import java.util.ArrayList;
import java.util.List;

/** The owner's host is gone: how long until the address answers the client on its successor. */
record CrashPart(int runs) implements Part {
    @Override
    public String name() {
        return "crash";
    }

    @Override
    public boolean isFor(Contender contender) {
        return true;
    }

    @Override
    public void measure(Arena arena, FiguresTable table) {
        List<Double> outages = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            arena.waitForRandomPhase();
            long crashed = System.nanoTime();
            arena.owner().crash();
            long answered = arena.answerFrom(Contender.SUCCESSOR, crashed).at();
            outages.add((answered - crashed) / 1e6);

            long back = System.nanoTime();
            arena.owner().boot();
            arena.contender().start(Contender.OWNER);
            arena.awaitHome(back);
        }
        table.add(
                new Figures(
                        "owner's crash to an answer of its successor",
                        arena.contender().name(),
                        "ms",
                        outages));
    }
}
