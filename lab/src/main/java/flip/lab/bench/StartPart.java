package flip.lab.bench;

import flip.lab.e2e.Daemon;
import flip.lab.e2e.Sniffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** From the start of an agent to its first answer to a ping that reaches it. */
record StartPart(int runs) implements Part {
    private static final Duration OFTEN = Duration.ofMillis(100);

    @Override
    public String name() {
        return "start";
    }

    /** VRRP has no pings; and where pings are rare, most of the time would be the wait for one. */
    @Override
    public boolean isFor(Contender contender) {
        return contender instanceof Flip && contender.period().compareTo(OFTEN) <= 0;
    }

    @Override
    public void measure(Arena arena, FiguresTable table) {
        Contender contender = arena.contender();
        List<Double> times = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            arena.waitForRandomPhase();
            Daemon before = contender.running(Contender.OWNER);
            before.signal(Daemon.TERM);
            if (!before.awaitEnd(contender.limit())) {
                throw new IllegalStateException(before.pid() + " does not end");
            }
            try (Sniffer sniffer = Sniffer.on(arena.lab().hosts(), arena.owner())) {
                long started = System.nanoTime();
                contender.start(Contender.OWNER);
                times.add((firstAnswer(arena, sniffer) - started) / 1e6);
                arena.awaitHome(started);
            }
        }
        table.add(new Figures("start to the first answer", contender.name(), "ms", times));
    }

    /**
     * What is said is sealed, but who speaks is not: the first datagram of the owner to a server
     * whose own has reached it.
     */
    private static long firstAnswer(Arena arena, Sniffer sniffer) {
        String owner = arena.owner().ip();
        Set<String> asked = new TreeSet<>();
        return sniffer.await(
                        frame -> {
                            if (frame.target().equals(owner)) {
                                asked.add(frame.source());
                            }
                            return frame.source().equals(owner) && asked.contains(frame.target());
                        },
                        arena.contender().limit())
                .orElseThrow(() -> new IllegalStateException("the owner never answered"))
                .at();
    }
}
