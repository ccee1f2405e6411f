package flip.systems;

import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.Rule;
import flip.membership.Rules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is done about rivals: other hosts that say that a datum is theirs which is held here.
 *
 * <p>R15: it is not for them to say whose it is. Who has a lease is the owner, whatever anybody
 * claims, because a quorum gives the datum to nobody else until that lease is over (I10). Without a
 * lease nobody knows, and then the rival may be the one to whom the quorum gave it.
 */
final class Contests {
    /** From one line about a datum to the next that says the same. */
    static final Duration TOLD_PERIOD = Duration.ofSeconds(10);

    /** After that long a line is forgotten. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final Rules rules;
    private final List<Action> actions;
    private final Map<DatumName, Told> told = new TreeMap<>();
    private long count;

    /**
     * The last line about a datum.
     *
     * @param what it said
     * @param at when
     * @param untold how often the same happened since
     */
    private record Told(String what, Moment at, long untold) {}

    Contests(Rules rules, List<Action> actions) {
        this.rules = rules;
        this.actions = actions;
    }

    /** How often there was one. */
    long count() {
        return count;
    }

    /**
     * Whether what is alive here is to be given up; else it is defended where that is wanted.
     *
     * @param conflict what its system does about it
     */
    boolean isLost(
            Moment now,
            DatumName name,
            SystemSpec.Conflict conflict,
            String rival,
            boolean leased) {
        count++;
        boolean owner = leased && rules.has(Rule.LEASE_OUTWEIGHS_RIVAL);
        if (conflict == SystemSpec.Conflict.YIELD && !owner) {
            tell(now, name, rival, "there is no lease here, so it is given up");
            return true;
        }
        if (conflict == SystemSpec.Conflict.REPORT) {
            tell(now, name, rival, "nothing is done about it");
        } else {
            tell(now, name, rival, "it is announced again");
            actions.add(new Action.Defend(name));
        }
        return false;
    }

    /** Once in a while: a rival may go on for ever, and each time say that it is another one. */
    private void tell(Moment now, DatumName name, String rival, String consequence) {
        told.values().removeIf(line -> line.at().plus(REMEMBERED).isBefore(now));
        Optional<Told> same =
                Optional.ofNullable(told.get(name)).filter(last -> last.what().equals(consequence));
        if (same.filter(last -> now.isBefore(last.at().plus(TOLD_PERIOD))).isPresent()) {
            Told last = same.get();
            told.put(name, new Told(consequence, last.at(), last.untold() + 1));
            return;
        }
        told.put(name, new Told(consequence, now, 0));
        long untold = same.map(Told::untold).orElse(0L);
        actions.add(
                new Action.Tell(
                        new Notice.Contested(
                                name.system(), name.datum(), rival, consequence, untold)));
    }
}
