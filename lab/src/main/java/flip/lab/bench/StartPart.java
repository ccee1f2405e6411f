package flip.lab.bench;

import flip.lab.contender.Contender;
import flip.lab.e2e.Daemon;
import flip.lab.e2e.Sniffer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** From the start of an agent to its first answer to a ping that reaches it. */
record StartPart(int runs) implements Part {
    @Override
    public String name() {
        return "start";
    }

    @Override
    public String about() {
        return """
        The owner's agent is stopped and started again: from the start of its process to its first
        answer to a ping that reaches it. VRRP has no pings, and where pings are rare most of the
        time would be the wait for one; so it is measured of one contender alone.""";
    }

    @Override
    public boolean isFor(Entrant entrant) {
        return entrant.program().equals(Flip.PROGRAM) && entrant.isFast();
    }

    @Override
    public List<Figures> run(Arena arena, int number) {
        Contender contender = arena.contender();
        arena.waitForRandomPhase();
        Daemon before = contender.running(Contender.OWNER);
        before.signal(Daemon.TERM);
        if (!before.awaitEnd(contender.limit())) {
            throw new IllegalStateException(before.pid() + " does not end");
        }
        try (Sniffer sniffer = Sniffer.on(arena.lab().hosts(), arena.owner())) {
            long started = System.nanoTime();
            contender.start(Contender.OWNER);
            long answered = firstAnswer(arena, sniffer);
            arena.awaitHome(started);
            return List.of(
                    Figures.millis(
                            "start to the first answer", contender.name(), answered - started));
        }
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
