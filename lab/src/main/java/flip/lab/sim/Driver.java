package flip.lab.sim;

import flip.lab.check.Checks;
import flip.lab.check.Holds;
import flip.lab.check.Thing;
import flip.membership.Moment;
import flip.membership.ServerId;
import flip.systems.DriverLease;
import flip.systems.Event;
import flip.systems.Run;
import flip.systems.Tool;
import flip.systems.Will;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The resident driver of one machine, and what the agent does about it (docs/driver.md): a process
 * that outlives the agent, gives back what it has when its input closes or a lease ends, says the
 * last will if all of that succeeded, and is started again. What it does is what is true.
 */
final class Driver {
    private static final long RESTART_NANOS = 50_000_000;

    /** The name that systems give it. */
    static final String NAME = "hold";

    private final Simulation simulation;
    private final Surroundings surroundings;
    private final Clock clock;
    private final Scripts scripts;
    private final Consumer<Event> agent;
    private final RandomGenerator random;

    /** What this process has, or may have. */
    private final DriverStock has;

    private final DriverRuns runs;

    private final LeaseEnds leases;
    private final HandedWill will;
    private DriverPhase phase = DriverPhase.GONE;

    /** Whether an agent is there that wants it. */
    private boolean wanted;

    /** Whether that agent stands still. */
    private boolean paused;

    /** Ends of processes that the agent's node was not told of yet. */
    private int untold;

    private int process;
    private long slowNanos;
    private Runnable release = () -> {};

    Driver(
            ServerId server,
            Simulation simulation,
            Surroundings surroundings,
            Checks checks,
            Holds holds,
            Clock clock,
            Scripts scripts,
            Consumer<Event> agent) {
        this.simulation = simulation;
        this.surroundings = surroundings;
        this.clock = clock;
        this.scripts = scripts;
        this.agent = agent;
        random = simulation.random("driver " + server);
        runs = new DriverRuns(server, holds, agent);
        has = new DriverStock(server, holds, scripts, random);
        leases = new LeaseEnds(simulation, clock, this::look);
        will = new HandedWill(server, simulation, surroundings, checks);
    }

    /** The share of releases that fail, their longest time; whether what failed is forgotten. */
    void habits(double failing, long nanos, boolean forgetful) {
        has.habits(failing, forgetful);
        slowNanos = nanos;
    }

    // The agent.

    /** An agent is there. */
    void agentStarts() {
        wanted = true;
        paused = false;
        untold = 0;
        start();
    }

    void agentPauses() {
        paused = true;
    }

    /** It goes on, perhaps after the machine has slept, and its clock knows it. */
    void agentResumes(boolean slept) {
        paused = false;
        if (slept) {
            leases.end();
        }
        start();
        look();
    }

    /** The agent is gone, of whatever. */
    void agentEnds() {
        wanted = false;
        runs.clear();
        if (phase == DriverPhase.READY) {
            end();
        } else if (phase == DriverPhase.STARTING || phase == DriverPhase.LAST_WORDS) {
            gone();
        }
    }

    /** The agent ends a driver that does not answer. */
    void isEnded() {
        if (phase == DriverPhase.READY && wanted) {
            tellOfEnd("does not answer");
            end();
        }
    }

    /** The node was told that a process of it is gone. */
    void told() {
        untold--;
    }

    /** What the agent renews after each step, until then on the machine's clock. */
    void renew(Moment quorumLease) {
        if (phase != DriverPhase.READY || paused) {
            return;
        }
        Moment now = clock.at(simulation.nowNanos());
        for (Thing thing : has.things()) {
            leases.renew(thing.system(), surroundings.leaseOf(thing.system(), now, quorumLease));
        }
        leases.lookLater();
        // Without a step there is no other lease of the quorum.
        leases.renewLater(() -> renew(quorumLease));
    }

    // What the node asks for.

    /** Whether it is asked at all: else the run has failed, and nothing was begun. */
    boolean run(Run run, Moment quorumLease) {
        if (phase == DriverPhase.LAST_WORDS) {
            runs.unheard(run);
            return false;
        }
        Moment now = clock.at(simulation.nowNanos());
        if (run.verb() == Run.Verb.ALIVE) {
            DriverLease lease = surroundings.leaseOf(run.system(), now, quorumLease);
            if (untold > 0 || !lease.until().isAfter(now)) {
                runs.unleased(run);
                return false;
            }
            leases.begin(run.system(), lease);
        }
        if (phase == DriverPhase.READY) {
            begin(run);
        } else {
            runs.waits(run);
            start();
        }
        return true;
    }

    private void begin(Run run) {
        will.agentSpeaks();
        if (run.verb() == Run.Verb.ALIVE) {
            has.add(thing(run));
        }
        scripts.run(run);
        leases.lookLater();
    }

    private static Thing thing(Run run) {
        return new Thing(run.system(), run.datum());
    }

    /** A run is over: what was lowered is not here any more. */
    void ended() {
        has.lookAround();
        will.agentSpeaks(); // At the soonest now, of what it was answered.
    }

    /** Whether one that is to end early was not even begun. */
    boolean cancel(long run) {
        return runs.cancel(run);
    }

    void handOver(Will next) {
        will.agentSpeaks();
        if (phase == DriverPhase.READY && untold == 0) {
            later(random.nextLong(200_000), () -> will.handed(next));
        }
    }

    void takeBack() {
        will.agentSpeaks();
        if (phase == DriverPhase.READY && untold == 0) {
            later(
                    200_000 + random.nextLong(1 + slowNanos / 50),
                    () -> {
                        will.forget();
                        agent.accept(new Event.WillTakenBack(NAME));
                    });
        }
    }

    /** If it is still ready then. */
    private void later(long nanos, Runnable act) {
        int mine = process;
        simulation.after(
                nanos,
                () -> {
                    if (mine == process && phase == DriverPhase.READY) {
                        act.run();
                    }
                });
    }

    // Its process.

    private void start() {
        if (phase != DriverPhase.GONE || !wanted || paused) {
            return;
        }
        phase = DriverPhase.STARTING;
        process++;
        int mine = process;
        simulation.after(
                1 + random.nextLong(RESTART_NANOS),
                () -> {
                    if (mine == process && phase == DriverPhase.STARTING) {
                        ready();
                    }
                });
    }

    private void ready() {
        phase = DriverPhase.READY;
        agent.accept(new Event.DriverReady(NAME));
        Moment now = clock.at(simulation.nowNanos());
        for (Run run : runs.taken()) {
            boolean leased = leases.of(run.system()).isAfter(now);
            if (run.verb() == Run.Verb.ALIVE && (untold > 0 || !leased)) {
                runs.forget(run);
                runs.unleased(run);
            } else {
                begin(run);
            }
        }
    }

    /** Its input closes: everything is given back, sooner or later. */
    private void end() {
        phase = DriverPhase.ENDING;
        process++;
        int mine = process;
        if (slowNanos > 0) {
            has.trouble();
        }
        abort();
        release =
                () -> {
                    if (mine == process && phase == DriverPhase.ENDING) {
                        release = () -> {};
                        giveBackAll();
                        gone();
                    }
                };
        simulation.after(
                100_000 + random.nextLong(5_000_000) + random.nextLong(1 + slowNanos),
                () -> release.run());
    }

    /** What was asked of it is answered by nobody. */
    private void abort() {
        scripts.abort(run -> run.tool() instanceof Tool.Driver);
    }

    private void giveBackAll() {
        boolean all = true;
        for (Thing thing : has.things()) {
            all &= has.givesBack(thing);
        }
        if (all) {
            will.say();
        }
    }

    /** It is no more. What it has is forgotten, given back or not. */
    private void gone() {
        forgetAll();
        simulation.after(1 + random.nextLong(RESTART_NANOS), this::start);
    }

    /** It is killed, alone: what it has stays. */
    void kill() {
        if (phase == DriverPhase.READY) {
            has.trouble();
            tellOfEnd("is killed");
            abort();
            gone();
        } else if (phase == DriverPhase.LAST_WORDS) {
            phase = DriverPhase.ENDING;
            tellOfEnd("is killed");
            abort();
            runs.failUnheard("the driver has ended");
            gone();
        } else if (phase != DriverPhase.GONE) {
            has.trouble();
            gone();
        }
    }

    /** The machine is gone. */
    void crash() {
        wanted = false;
        runs.clear();
        forgetAll();
    }

    private void forgetAll() {
        phase = DriverPhase.GONE;
        process++;
        has.clear();
        leases.clear();
        will.forget();
    }

    /** What hangs goes on: the faults are over. */
    void hurry() {
        slowNanos = 0;
        has.habits(0, false);
        release.run();
    }

    private void tellOfEnd(String reason) {
        for (Thing thing : has.things()) {
            agent.accept(new Event.Lost(thing.system(), thing.datum(), reason));
        }
        untold++;
        agent.accept(new Event.DriverEnded(NAME));
    }

    /**
     * While it says the will it hears nothing; its agent knows nothing of it before it has ended.
     */
    private void diesSoon() {
        phase = DriverPhase.LAST_WORDS;
        process++;
        int mine = process;
        simulation.after(
                HandedWill.TAKES_NANOS,
                () -> {
                    if (mine == process && phase == DriverPhase.LAST_WORDS) {
                        phase = DriverPhase.ENDING; // What is asked for from now on waits.
                        tellOfEnd("its lease has ended");
                        abort();
                        runs.failUnheard("the driver has ended");
                        gone();
                    }
                });
    }

    /** Its agent says nothing: if nothing was taken since, the will is as good as true. */
    private void sayLastWords() {
        if (clock.isStill() || !scripts.isIdle()) {
            will.inSilence(this::sayLastWords);
        } else if (phase == DriverPhase.READY && has.isEmpty() && will.isThere()) {
            will.say();
            diesSoon();
        }
    }

    /** Gives back what has no lease any more, and ends with the last will if nothing is left. */
    private void look() {
        if (phase != DriverPhase.READY || clock.isStill()) {
            return;
        }
        List<Thing> due = has.ofSystems(leases.over());
        List<Thing> given = due.stream().filter(has::givesBack).toList();
        if (!given.isEmpty() && has.isEmpty()) {
            will.inSilence(this::sayLastWords);
        }
        for (Thing thing : due) {
            scripts.abort(run -> thing(run).equals(thing) && run.verb() == Run.Verb.ALIVE);
            agent.accept(new Event.Lost(thing.system(), thing.datum(), "its lease has ended"));
        }
        leases.lookLater();
    }
}
