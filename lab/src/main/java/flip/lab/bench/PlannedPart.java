package flip.lab.bench;

import flip.lab.contender.Contender;
import flip.lab.e2e.Daemon;
import flip.lab.e2e.Laboratory;
import java.time.Duration;
import java.util.List;

/** The owner's program is asked to end: how long the client is without an answer meanwhile. */
record PlannedPart(int runs) implements Part {
    @Override
    public String name() {
        return "planned";
    }

    @Override
    public String about() {
        return """
        The owner's program gets a SIGTERM, at a random moment within the contender's own period:
        how long the client was without an answer, and how long the address was on no server, or on
        two.""";
    }

    @Override
    public boolean isFor(Entrant entrant) {
        return true;
    }

    @Override
    public List<Figures> run(Arena arena, int number) {
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
        Duration silence = lab.answers().longestSilence(Contender.ADDRESS, asked, answered);
        Duration nowhere = lab.timeline().onNone(Contender.ADDRESS, asked, now);
        Duration doubled = lab.timeline().onSeveral(Contender.ADDRESS, asked, now);

        long back = System.nanoTime();
        arena.contender().start(Contender.OWNER);
        arena.awaitHome(back);
        String name = arena.contender().name();
        return List.of(
                Figures.millis("planned move: longest silence", name, silence.toNanos()),
                Figures.millis("planned move: on no server", name, nowhere.toNanos()),
                Figures.millis("planned move: on two servers", name, doubled.toNanos()));
    }
}
