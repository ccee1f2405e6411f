package flip.lab.bench;

import flip.lab.contender.Contender;
import flip.lab.contender.Keepalived;
import flip.lab.e2e.Laboratory;
import flip.lab.e2e.Timings;
import java.util.List;
import java.util.function.Function;

/**
 * Who takes part in the bench: a program with its timings.
 *
 * @param program as the command line calls it
 * @param name in the tables
 * @param isFast of the two timings that are measured of each program
 * @param contender makes it on a laboratory's hosts
 */
record Entrant(
        String program, String name, boolean isFast, Function<Laboratory, Contender> contender) {

    /** In the order in which they take turns: each next to what it is compared with. */
    static final List<Entrant> ALL =
            List.of(
                    flip(Timings.DOCUMENTED, false),
                    keepalived("1", false),
                    flip(Timings.SHORTEST, true),
                    keepalived("0.1", true));

    private static Entrant flip(Timings timings, boolean isFast) {
        return new Entrant(Flip.PROGRAM, Flip.name(timings), isFast, lab -> new Flip(lab, timings));
    }

    private static Entrant keepalived(String advertInterval, boolean isFast) {
        return new Entrant(
                Keepalived.PROGRAM,
                Keepalived.name(advertInterval),
                isFast,
                lab -> new Keepalived(lab, advertInterval));
    }
}
