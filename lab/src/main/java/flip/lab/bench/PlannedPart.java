package flip.lab.bench;

import flip.lab.e2e.Daemon;
import flip.lab.e2e.Laboratory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The owner's program is asked to end: how long the client is without an answer meanwhile. */
record PlannedPart(int runs) implements Part {
    @Override
    public String name() {
        return "planned";
    }

    @Override
    public boolean isFor(Contender contender) {
        return true;
    }

    @Override
    public void measure(Arena arena, FiguresTable table) {
        List<Double> outages = new ArrayList<>();
        List<Double> doubles = new ArrayList<>();
        List<Double> nowhere = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            arena.waitForRandomPhase();
            long asked = System.nanoTime();
            Daemon owner = arena.contender().running(Contender.OWNER);
            owner.signal(Daemon.TERM);
            long answered = arena.answerFrom(Contender.SUCCESSOR, asked).at();
            if (!owner.awaitEnd(arena.contender().limit())) {
                throw new IllegalStateException(owner.pid() + " does not end when it is asked to");
            }
            Laboratory lab = arena.lab();
            long now = System.nanoTime();
            outages.add(millis(lab.answers().longestSilence(Contender.ADDRESS, asked, answered)));
            nowhere.add(millis(lab.timeline().onNone(Contender.ADDRESS, asked, now)));
            doubles.add(millis(lab.timeline().onSeveral(Contender.ADDRESS, asked, now)));

            long back = System.nanoTime();
            arena.contender().start(Contender.OWNER);
            arena.awaitHome(back);
        }
        String name = arena.contender().name();
        table.add(new Figures("planned move: longest silence", name, "ms", outages));
        table.add(new Figures("planned move: on no server", name, "ms", nowhere));
        table.add(new Figures("planned move: on two servers", name, "ms", doubles));
    }

    private static double millis(Duration length) {
        return length.toNanos() / 1e6;
    }
}
