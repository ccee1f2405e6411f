package flip.lab.sim;

import flip.lab.check.Checks;
import flip.lab.check.Hindrance;
import flip.lab.check.Holds;
import flip.lab.check.Thing;
import flip.membership.ServerId;
import java.time.Duration;
import java.util.Collection;

/** Tells the checks what on a server keeps a thing there longer than promised, and until when. */
final class Excuses {
    private final ServerId server;
    private final Simulation simulation;
    private final Surroundings surroundings;
    private final Checks checks;
    private final Holds holds;

    Excuses(
            ServerId server,
            Simulation simulation,
            Surroundings surroundings,
            Checks checks,
            Holds holds) {
        this.server = server;
        this.simulation = simulation;
        this.surroundings = surroundings;
        this.checks = checks;
        this.holds = holds;
    }

    /** Nobody can begin to lower what is held there. */
    void begins(Hindrance why) {
        holds.hinder(server, why);
    }

    /** Nobody can begin to lower what scripts have raised. */
    void beginsOfScripts(Hindrance why) {
        holds.hinderScripts(server, why);
    }

    /** That is over. */
    void ends(Hindrance why) {
        holds.free(server, why, now());
        lookLater();
    }

    /** Nobody can begin to lower these. */
    void begins(Hindrance why, Collection<Thing> things) {
        things.forEach(thing -> holds.hinder(server, thing, why));
    }

    /** That is over. */
    void ends(Hindrance why, Collection<Thing> things) {
        things.forEach(thing -> holds.free(server, thing, why, now()));
        lookLater();
    }

    /** To lower that has failed. */
    void failed(Thing thing) {
        holds.failsAt(server, thing, now());
    }

    /** To lower that takes until then, which is late. */
    void late(Thing thing, long untilNanos) {
        holds.failsAt(server, thing, Duration.ofNanos(untilNanos));
    }

    private Duration now() {
        return Duration.ofNanos(simulation.nowNanos());
    }

    /** When the guard has passed, all that could not be lowered is. */
    private void lookLater() {
        simulation.after(surroundings.guard().toNanos() + 1, () -> checks.excusesEnd(server));
    }
}
