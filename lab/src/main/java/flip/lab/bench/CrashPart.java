package flip.lab.bench;

import flip.lab.contender.Contender;
import java.util.List;

/** The owner's host is gone: how long until the address answers the client on its successor. */
record CrashPart(int runs) implements Part {
    @Override
    public String name() {
        return "crash";
    }

    @Override
    public String about() {
        return """
        The owner's host crashes: its link, its processes and its addresses are gone at once, at a
        random moment within the contender's own period. Measured until its successor answers the
        client under the address.""";
    }

    @Override
    public boolean isFor(Entrant entrant) {
        return true;
    }

    @Override
    public List<Figures> run(Arena arena, int number) {
        arena.waitForRandomPhase();
        long crashed = System.nanoTime();
        arena.owner().crash();
        long answered = arena.answerFrom(Contender.SUCCESSOR, crashed).at();

        long back = System.nanoTime();
        arena.owner().boot();
        arena.contender().start(Contender.OWNER);
        arena.awaitHome(back);
        return List.of(
                Figures.millis(
                        "owner's crash to an answer of its successor",
                        arena.contender().name(),
                        answered - crashed));
    }
}
