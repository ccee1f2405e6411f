package flip.lab.bench;

import flip.lab.contender.Contender;
import flip.lab.e2e.Answers;
import flip.lab.e2e.Host;
import flip.lab.e2e.RightServer;
import flip.lab.e2e.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The owner is cut off from the other servers, and every other time from the client too: how long
 * the address is on two servers, and when the client reaches the right one after the heal.
 */
record IsolationPart(int runs) implements Part {
    /** How long the cut goes on once the successor has taken over. */
    private static final Duration CUT = Duration.ofSeconds(2);

    /** After the heal, nothing may change and the client be answered for so long. */
    private static final Duration CALM = Duration.ofSeconds(2);

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Override
    public String name() {
        return "isolation";
    }

    @Override
    public String about() {
        return """
        The owner is cut off from the other servers, every other time from the client too, and the
        cut heals two seconds after the successor took over: how long the address was on two
        servers, and how long after the heal the client reaches the right one, and it alone.""";
    }

    @Override
    public boolean isFor(Entrant entrant) {
        return true;
    }

    @Override
    public List<Figures> run(Arena arena, int number) {
        boolean clientToo = number % 2 == 0;
        arena.waitForRandomPhase();
        long cut = System.nanoTime();
        isolateOwner(arena, clientToo);
        arena.awaitTable(
                "the successor takes over",
                timeline -> timeline.holders(Contender.ADDRESS).contains(Contender.SUCCESSOR));
        Arena.letPass(CUT);

        long healed = System.nanoTime();
        arena.lab().segment().heal();
        awaitCalm(arena, healed);
        long calm = System.nanoTime();
        Timeline timeline = arena.lab().timeline();
        Duration doubled = timeline.onSeveral(Contender.ADDRESS, cut, calm);
        List<Answers.Answer> answers =
                arena.lab().answers().between(Contender.ADDRESS, healed, calm);
        Duration right = RightServer.after(Contender.ADDRESS, healed, answers, timeline);
        arena.awaitHome(healed);
        String name = arena.contender().name();
        return List.of(
                Figures.millis("isolated owner: on two servers", name, doubled.toNanos()),
                Figures.millis("isolated owner: heal to the right server", name, right.toNanos()));
    }

    private static void isolateOwner(Arena arena, boolean clientToo) {
        Host owner = arena.owner();
        List<Host> others = new ArrayList<>(arena.lab().hosts().others(owner));
        if (clientToo) {
            others.add(arena.lab().hosts().client());
        }
        arena.lab().segment().cut(List.of(owner), others);
    }

    /** Until one server has the address, keeps it, and answers the client without a break. */
    private static void awaitCalm(Arena arena, long healed) {
        while (true) {
            long from = System.nanoTime();
            boolean still = arena.lab().timeline().staysAsItIs(CALM);
            long to = System.nanoTime();
            boolean answered =
                    arena.lab()
                                    .answers()
                                    .longestSilence(Contender.ADDRESS, from, to)
                                    .compareTo(RightServer.SILENCE)
                            < 0;
            if (still
                    && answered
                    && arena.lab().timeline().holders(Contender.ADDRESS).size() == 1) {
                return;
            }
            if (to - healed > LIMIT.toNanos()) {
                throw new IllegalStateException(
                        arena.contender().name()
                                + ": the client does not reach one server within "
                                + LIMIT
                                + " of the heal\n"
                                + arena.lab().timeline().tell(healed)
                                + arena.contender().tell());
            }
        }
    }
}
