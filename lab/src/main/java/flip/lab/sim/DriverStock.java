package flip.lab.sim;

import flip.lab.check.Hindrance;
import flip.lab.check.Holds;
import flip.lab.check.Thing;
import flip.membership.ServerId;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** What one process of a driver has, or may have. */
final class DriverStock {
    private static final int TRIES = 3;

    private final ServerId server;
    private final Holds holds;
    private final Scripts scripts;
    private final RandomGenerator random;
    private final Excuses excuses;
    private final TreeSet<Thing> things = new TreeSet<>();

    /**
     * What is still held and given back by no process of the driver unless somebody asks for it:
     * what former ones had, or this one has forgotten, or failed to give back.
     */
    private final TreeSet<Thing> left = new TreeSet<>();

    /** Whether its agent is gone. */
    private boolean orphaned;

    /** Whether its agent stands still, for so long that it counts. */
    private boolean agentStandsStill;

    private double failures;
    private boolean forgetful;

    DriverStock(
            ServerId server,
            Holds holds,
            Scripts scripts,
            RandomGenerator random,
            Excuses excuses) {
        this.server = server;
        this.holds = holds;
        this.scripts = scripts;
        this.random = random;
        this.excuses = excuses;
    }

    /** The share of releases that fail, and whether it forgets what could not be lowered. */
    void habits(double share, boolean forgetsFailed) {
        failures = share;
        forgetful = forgetsFailed;
    }

    void add(Thing thing) {
        things.add(thing);
        left.remove(thing);
    }

    boolean isEmpty() {
        return things.isEmpty();
    }

    List<Thing> things() {
        return List.copyOf(things);
    }

    List<Thing> ofSystems(Collection<String> systems) {
        return things.stream().filter(thing -> systems.contains(thing.system())).toList();
    }

    /** What was lowered is not here any more. */
    void lookAround() {
        left.removeIf(this::isGone);
        things.removeIf(this::isGone);
        for (Thing thing : things()) {
            if (forgetful && scripts.isFailing(thing)) {
                things.remove(thing);
                isLeft(thing);
            }
        }
    }

    private boolean isGone(Thing thing) {
        return holds.of(server, thing).isEmpty();
    }

    /** All of it is held until then, longer than promised. */
    void isLate(long untilNanos) {
        things.forEach(thing -> excuses.late(thing, untilNanos));
    }

    /** Nobody lowers what is left while its agent stands still; a short pause does not count. */
    void agentPauses(boolean counts) {
        agentStandsStill = counts;
        if (counts) {
            excuses.begins(Hindrance.AGENT, left);
        }
    }

    /** It goes on. */
    void agentResumes() {
        agentStandsStill = false;
        excuses.ends(Hindrance.AGENT, left);
    }

    /** The agent is gone: what is left is lowered by the next one's start sweep. */
    void agentEnds() {
        agentStandsStill = false;
        orphaned = true;
        excuses.begins(Hindrance.KILL, left);
    }

    /** The process is gone, and who asks for what is left has to wait for the next one. */
    void leave() {
        lookAround();
        things.forEach(this::isLeft);
        things.clear();
        if (!orphaned) {
            excuses.begins(Hindrance.DRIVER, left);
        }
    }

    /** From now on it is lowered only when that is asked for. */
    private void isLeft(Thing thing) {
        left.add(thing);
        if (orphaned) {
            excuses.begins(Hindrance.KILL, List.of(thing));
        }
        if (agentStandsStill) {
            excuses.begins(Hindrance.AGENT, List.of(thing));
        }
    }

    /** The next process starts, for an agent that is there. */
    void begin() {
        orphaned = false;
        lookAround();
    }

    /** It is asked for what is left. */
    void isAskedForWhatIsLeft() {
        excuses.ends(Hindrance.DRIVER, left);
    }

    /** Whether that is gone, after a few tries. */
    boolean givesBack(Thing thing) {
        for (int tries = 0; tries < TRIES; tries++) {
            if (random.nextDouble() >= failures) {
                holds.end(server, thing);
                things.remove(thing);
                return true;
            }
        }
        excuses.failed(thing);
        isLeft(thing);
        return false;
    }
}
