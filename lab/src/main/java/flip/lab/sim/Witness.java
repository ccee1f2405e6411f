package flip.lab.sim;

import flip.lab.check.Checks;
import flip.lab.check.Holds;
import flip.lab.check.Thing;
import flip.lab.check.Violation;
import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.ServerId;
import flip.systems.Event;
import flip.systems.Run;
import flip.systems.Status;
import flip.systems.Tool;
import java.util.ArrayList;
import java.util.List;

/** Sees what a node did in a step, and tells the checks when the step is over. */
final class Witness {
    private final ServerId id;
    private final Checks checks;
    private final Holds holds;
    private final List<Run> begun = new ArrayList<>();
    private boolean installed;

    Witness(ServerId id, Checks checks, Holds holds) {
        this.id = id;
        this.checks = checks;
        this.holds = holds;
    }

    /** The node starts that run, and what it asks for is begun in this step. */
    void begins(Run run) {
        begun.add(run);
    }

    /** The node says so. */
    void told(Notice notice) {
        installed |= notice instanceof Notice.Installed || notice instanceof Notice.Assigned;
    }

    /** There is no node any more. */
    void forgets() {
        begun.clear();
    }

    /** The node takes that step; an assertion of its own is a violation like any other. */
    void steps(Runnable step, Event event) {
        try {
            step.run();
        } catch (AssertionError broken) {
            Violation violation = new Violation("core", id + " on " + event + ": " + broken);
            violation.initCause(broken);
            throw violation;
        }
    }

    /** What a run asks for is begun, by a node of that status. */
    void begun(Run run, Status status) {
        if (run.verb() == Run.Verb.ALIVE) {
            Thing thing = new Thing(run.system(), run.datum());
            boolean driven = run.tool() instanceof Tool.Driver;
            holds.begin(id, thing, status.identity(), status.incarnation(), driven);
        }
        checks.running(id, run, status);
    }

    /** A step is over. */
    void stepped(Core core, Moment now) {
        if (begun.isEmpty() && !installed) {
            return;
        }
        Status status = core.status(now);
        if (installed) {
            installed = false;
            checks.installed(id, status);
        }
        List<Run> runs = List.copyOf(begun);
        begun.clear();
        runs.forEach(run -> begun(run, status));
    }
}
