package flip.lab.sim;

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
    private final TreeSet<Thing> things = new TreeSet<>();
    private double failures;
    private boolean forgetful;

    DriverStock(ServerId server, Holds holds, Scripts scripts, RandomGenerator random) {
        this.server = server;
        this.holds = holds;
        this.scripts = scripts;
        this.random = random;
    }

    /** The share of releases that fail, and whether it forgets what could not be lowered. */
    void habits(double share, boolean forgetsFailed) {
        failures = share;
        forgetful = forgetsFailed;
    }

    void add(Thing thing) {
        things.add(thing);
    }

    void clear() {
        things.clear();
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
        things.removeIf(
                thing ->
                        holds.of(server, thing).isEmpty()
                                || (forgetful && scripts.isFailing(thing)));
    }

    /** All of it is held longer than promised. */
    void trouble() {
        things.forEach(thing -> holds.trouble(server, thing));
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
        holds.trouble(server, thing);
        return false;
    }
}
