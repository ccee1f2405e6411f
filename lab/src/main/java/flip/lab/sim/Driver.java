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
import java.util.random.RandomGenerator;

/**
 * A resident driver of one machine, and what the agent does about it (docs/driver.md): a process
 * that outlives the agent, gives back what it has when its input closes or a lease ends, says the
 * last will if all of that succeeded, and is started again. What it does is what is true.
 */
final class Driver {
    private static final long RESTART_NANOS = 50_000_000;

    /** Who asks it, and is told. */
    interface Agent {
        void deliver(Event event);

        /** What waited until it was ready is begun only now. */
        void begun(Run run);
    }

    private final String name;
    private final Simulation simulation;
    private final Surroundings surroundings;
    private final Clock clock;
    private final Scripts scripts;
    private final Agent agent;
    private final RandomGenerator random;

    /** What this process has, or may have. */
    private final DriverStock has;

    private final DriverRuns runs;

    private final LeaseEnds leases;
    private final HandedWill will;
    private final DriverProcess process;

    /** Whether an agent is there that wants it. */
    private boolean wanted;

    /** Whether that agent stands still. */
    private boolean paused;

    /** Ends of processes that the agent's node was not told of yet. */
    private int untold;

    private long slowNanos;
    private Runnable release = () -> {};

    Driver(
            String name,
            ServerId server,
            Simulation simulation,
            Surroundings surroundings,
            Checks checks,
            Holds holds,
            Clock clock,
            Scripts scripts,
            Agent agent) {
        this.name = name;
        this.simulation = simulation;
        this.surroundings = surroundings;
        this.clock = clock;
        this.scripts = scripts;
        this.agent = agent;
        random = simulation.random("driver " + name + " " + server);
        runs = new DriverRuns(agent::deliver);
        Excuses excuses = new Excuses(server, simulation, surroundings, checks, holds);
        has = new DriverStock(server, holds, scripts, random, excuses);
        leases = new LeaseEnds(simulation, clock, this::look);
        will = new HandedWill(server, simulation, surroundings, checks);
        process = new DriverProcess(simulation, clock);
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

    void agentPauses(boolean counts) {
        paused = true;
        has.agentPauses(counts);
    }

    /** It goes on, and so does the driver if the machine has slept. */
    void agentResumes() {
        paused = false;
        has.agentResumes();
        start();
        if (process.is(DriverPhase.READY)) {
            beginWhatWaits();
        }
        look();
    }

    /** The agent is gone, of whatever. */
    void agentEnds() {
        wanted = false;
        runs.clear();
        has.agentEnds();
        if (process.is(DriverPhase.READY)) {
            end();
        } else if (process.is(DriverPhase.STARTING) || process.is(DriverPhase.LAST_WORDS)) {
            gone();
        }
    }

    /** The agent ends a driver that does not answer. */
    void isEnded() {
        if (process.is(DriverPhase.READY) && wanted) {
            process.enters(DriverPhase.ENDING); // What is asked for from now on waits.
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
        if (!process.is(DriverPhase.READY) || paused) {
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

    /** Whether it is begun at once; what is not is told of when it is. */
    boolean run(Run run, Moment quorumLease) {
        if (process.is(DriverPhase.LAST_WORDS)) {
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
        if (process.is(DriverPhase.READY)) {
            begin(run);
            return true;
        }
        runs.waits(run);
        start();
        return false;
    }

    private void begin(Run run) {
        will.agentSpeaks();
        if (run.verb() == Run.Verb.ALIVE) {
            has.add(thing(run));
        }
        scripts.run(run);
        leases.lookLater();
    }

    private boolean isMine(Run run) {
        return run.tool().equals(new Tool.Driver(name));
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
        if (process.is(DriverPhase.READY) && untold == 0) {
            process.later(random.nextLong(200_000), () -> will.handed(next));
        }
    }

    void takeBack() {
        will.agentSpeaks();
        if (process.is(DriverPhase.READY) && untold == 0) {
            process.later(
                    200_000 + random.nextLong(1 + slowNanos / 50),
                    () -> {
                        will.forget();
                        agent.deliver(new Event.WillTakenBack(name));
                    });
        }
    }

    // Its process.

    private void start() {
        if (!process.is(DriverPhase.GONE) || !wanted || paused) {
            return;
        }
        has.begin();
        process.enters(DriverPhase.STARTING);
        process.later(1 + random.nextLong(RESTART_NANOS), this::ready);
    }

    private void ready() {
        process.enters(DriverPhase.READY);
        agent.deliver(new Event.DriverReady(name));
        if (!paused) {
            beginWhatWaits();
        }
    }

    private void beginWhatWaits() {
        has.isAskedForWhatIsLeft();
        Moment now = clock.at(simulation.nowNanos());
        for (Run run : runs.taken()) {
            boolean leased = leases.of(run.system()).isAfter(now);
            if (run.verb() == Run.Verb.ALIVE && (untold > 0 || !leased)) {
                runs.unleased(run);
            } else {
                begin(run);
                agent.begun(run);
            }
        }
    }

    /** Its input closes: everything is given back, sooner or later. */
    private void end() {
        process.enters(DriverPhase.ENDING);
        long takes = 100_000 + random.nextLong(5_000_000) + random.nextLong(1 + slowNanos);
        if (slowNanos > 0) {
            has.isLate(simulation.nowNanos() + takes);
        }
        abort();
        release =
                process.inThisPhase(
                        () -> {
                            release = () -> {};
                            giveBackAll();
                            gone();
                        });
        simulation.after(takes, () -> clock.whenAwake(() -> release.run()));
    }

    /** What was asked of it is answered by nobody. */
    private void abort() {
        scripts.abort(this::isMine);
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
        if (process.is(DriverPhase.READY)) {
            process.enters(DriverPhase.ENDING);
            tellOfEnd("is killed");
            abort();
            gone();
        } else if (process.is(DriverPhase.LAST_WORDS)) {
            process.enters(DriverPhase.ENDING);
            tellOfEnd("is killed");
            abort();
            runs.failUnheard("the driver has ended");
            gone();
        } else if (!process.is(DriverPhase.GONE)) {
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
        process.enters(DriverPhase.GONE);
        has.leave();
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
            agent.deliver(new Event.Lost(thing.system(), thing.datum(), reason));
        }
        untold++;
        agent.deliver(new Event.DriverEnded(name));
    }

    /**
     * While it says the will it hears nothing; its agent knows nothing of it before it has ended.
     */
    private void diesSoon() {
        process.enters(DriverPhase.LAST_WORDS);
        process.later(
                HandedWill.TAKES_NANOS,
                () -> {
                    process.enters(DriverPhase.ENDING); // What is asked for from now on waits.
                    tellOfEnd("its lease has ended");
                    abort();
                    runs.failUnheard("the driver has ended");
                    gone();
                });
    }

    /** Its agent says nothing: if nothing was taken since, the will is as good as true. */
    private void sayLastWords() {
        if (clock.isAsleep() || scripts.isRunning(this::isMine)) {
            will.inSilence(this::sayLastWords);
        } else if (process.is(DriverPhase.READY) && has.isEmpty() && will.isThere()) {
            will.say();
            diesSoon();
        }
    }

    /** Gives back what has no lease any more, and ends with the last will if nothing is left. */
    private void look() {
        if (!process.is(DriverPhase.READY) || clock.isAsleep()) {
            return;
        }
        List<Thing> due = has.ofSystems(leases.over());
        List<Thing> given = due.stream().filter(has::givesBack).toList();
        if (!given.isEmpty() && has.isEmpty()) {
            will.inSilence(this::sayLastWords);
        }
        for (Thing thing : due) {
            scripts.abort(run -> thing(run).equals(thing) && run.verb() == Run.Verb.ALIVE);
            agent.deliver(new Event.Lost(thing.system(), thing.datum(), "its lease has ended"));
        }
        leases.lookLater();
    }
}
