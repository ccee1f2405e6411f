package flip.lab.sim;

import flip.lab.check.Checks;
import flip.lab.check.Hindrance;
import flip.lab.check.Holds;
import flip.lab.check.LeaseEnd;
import flip.lab.check.Thing;
import flip.membership.Moment;
import flip.membership.Promise;
import flip.membership.ServerId;
import flip.systems.Event;
import flip.systems.Run;
import flip.systems.Status;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One server: a clock, a disk, scripts, and on it the process of a node, running or not. */
final class Host implements Disk.Owner, Driver.Agent {
    private final ServerId id;
    private final Simulation simulation;
    private final Surroundings surroundings;
    private final Checks checks;
    private final Clock clock;
    private final ProcessClock time;
    private final Disk disk;
    private final Scripts scripts;
    private final Drivers drivers;
    private final Holds holds;
    private final RandomGenerator random;
    private final Inbox inbox = new Inbox();
    private final Witness witness;
    private final Excuses excuses;
    private final LeaseWatch leases = new LeaseWatch();
    private final Pace pace = new Pace();
    private final Tick tick;
    private final Hands hands;

    private Optional<Core> core = Optional.empty();
    private String file;
    private boolean paused;
    private Sleep sleep = Sleep.SUSPENDED;
    private int life;

    Host(
            ServerId id,
            Simulation simulation,
            Surroundings surroundings,
            Checks checks,
            Holds holds,
            Habits habits,
            String file) {
        this.id = id;
        this.simulation = simulation;
        this.surroundings = surroundings;
        this.checks = checks;
        this.holds = holds;
        this.file = file;
        random = simulation.random("host " + id);
        witness = new Witness(id, checks, holds);
        excuses = new Excuses(id, simulation, surroundings, checks, holds);
        clock = new Clock(0, random);
        time = new ProcessClock(simulation, clock);
        disk = new Disk(simulation, simulation.random("disk " + id), this);
        tick = new Tick(simulation, random, this::ticked);
        scripts =
                new Scripts(
                        id, simulation, clock, holds, habits, this::scriptEnded, this::announce);
        drivers = new Drivers(id, simulation, surroundings, checks, holds, clock, scripts, this);
        hands =
                new Hands(
                        id,
                        simulation,
                        surroundings,
                        checks,
                        witness,
                        disk,
                        scripts,
                        drivers,
                        () -> core.orElseThrow().leaseUntil());
    }

    /** The process starts. */
    void start() {
        if (core.isPresent()) {
            return;
        }
        life++;
        tell("starts" + (disk.promise().isEmpty() ? " with an empty disk" : ""));
        checks.started(id);
        RandomGenerator chance = simulation.random("node " + id + " " + life);
        AddressBook book = new AddressBook(surroundings.reader(), file);
        hands.begin(book);
        time.begin();
        core = Optional.of(surroundings.process(this, book, now(), chance));
        status().ifPresent(it -> book.installed(it.view()));
        drivers.agentStarts();
        wake();
    }

    /** The machine is gone, with all that it held; what was durable stays. */
    void crash() {
        tell("crashes");
        drivers.crash();
        clock.boot(simulation.nowNanos(), random);
        stop();
        scripts.crash();
        leases.boot();
    }

    /** The process is gone; the machine still holds what it held. */
    void kill() {
        tell("is killed");
        scripts.kill();
        stop();
        excuses.beginsOfScripts(Hindrance.KILL);
    }

    /** The service manager lowers everything after the process is gone. */
    void release() {
        if (core.isEmpty()) {
            tell("is released by the service manager");
            holds.wipe(id);
        }
    }

    private void stop() {
        life++;
        core = Optional.empty();
        hands.end();
        paused = false;
        if (clock.isAsleep()) {
            clock.wake(simulation.nowNanos());
            excuses.ends(Hindrance.MACHINE);
            clock.doWhatWaits();
        }
        inbox.clear();
        witness.forgets();
        tick.forget();
        disk.cut();
        drivers.agentEnds();
    }

    /** The disk is lost; only while no process runs. */
    void loseDisk() {
        tell("loses its disk");
        disk.wipe();
        hands.forgetDisk();
    }

    /** The process stands still; its clock goes on. */
    void pause(boolean counts) {
        paused = true;
        if (counts) {
            excuses.beginsOfScripts(Hindrance.AGENT);
        }
        drivers.agentPauses(counts);
    }

    /** The machine sleeps, and all that runs on it. */
    void sleep(Sleep kind, boolean counts) {
        pause(counts);
        if (counts) {
            excuses.begins(Hindrance.MACHINE);
        }
        sleep = kind;
        clock.sleep(simulation.nowNanos(), kind);
    }

    /** It goes on, and everything that waited comes in at once. */
    void resume() {
        if (!paused) {
            return;
        }
        if (clock.isAsleep()) {
            time.slept(clock.wake(simulation.nowNanos()), sleep);
        }
        excuses.ends(Hindrance.MACHINE);
        excuses.ends(Hindrance.AGENT);
        clock.doWhatWaits();
        drivers.agentResumes(); // What they say waits behind what they said before.
        paused = false;
        List<Event> waited = inbox.taken();
        tell("goes on, " + waited.size() + " events queued");
        int mine = life;
        if (random.nextBoolean()) {
            tickIfDue();
        }
        for (Event event : waited) {
            if (mine == life) {
                step(event);
            }
        }
        if (mine == life) {
            wake();
        }
    }

    /** Something for the process; waits while it stands still, is lost when there is none. */
    @Override
    public void deliver(Event event) {
        if (core.isEmpty()) {
            return;
        }
        if (paused) {
            inbox.add(event);
        } else {
            step(event);
        }
    }

    /** An operator puts another file here, and has it read. */
    void offer(String text) {
        file = text;
        deliver(new Event.Offered(text));
    }

    /** An operator puts another file here, which the next process reads. */
    void file(String text) {
        file = text;
    }

    private Moment now() {
        return time.now();
    }

    private void wake() {
        if (core.isEmpty() || paused) {
            return;
        }
        tick.due(time.whenNanos(core.get().wakeAt()));
    }

    private void ticked() {
        if (!paused) {
            tickIfDue();
            wake();
        }
    }

    private void tickIfDue() {
        if (core.isPresent() && !now().isBefore(core.get().wakeAt())) {
            step(new Event.Ticked());
        }
    }

    private void step(Event event) {
        looksBefore(event);
        takeIn(event);
    }

    /** It looks whether it slept, as the agent does before it takes in anything. */
    void looksBefore(Event event) {
        if (!paused
                && core.isPresent()
                && time.jumpsBefore(event, surroundings.guard().toNanos() / 2)) {
            takeIn(new Event.ClockJumped());
        }
    }

    private void takeIn(Event event) {
        if (core.isEmpty()) {
            return;
        }
        pace.step(simulation.nowNanos(), id, event);
        Core mine = core.get();
        if (event instanceof Event.Received received) {
            hands.heard(received.message());
        }
        witness.steps(() -> mine.step(now(), event, hands), event);
        witness.stepped(mine, now());
        leases.shows(time.whenNanos(mine.leaseUntil()), simulation.nowNanos());
        if (core.isPresent()) {
            drivers.stepped(event, mine.leaseUntil());
        }
        hands.takeEnding()
                .ifPresent(
                        it -> {
                            stop();
                            surroundings.ended(this, it);
                        });
        wake();
    }

    @Override
    public void begun(Run run) {
        core.ifPresent(it -> witness.begun(run, it.status(now())));
    }

    private void scriptEnded(Event event) {
        drivers.ended();
        deliver(event);
    }

    private void announce(Thing thing) {
        surroundings.announce(id, thing);
    }

    @Override
    public void durable(Promise promise) {
        checks.durable(id, promise);
    }

    @Override
    public void persisted(long number) {
        deliver(new Event.Persisted(number));
    }

    private void tell(String words) {
        simulation.trace().tell(simulation.nowNanos(), id, () -> words);
    }

    ServerId id() {
        return id;
    }

    String file() {
        return file;
    }

    Disk disk() {
        return disk;
    }

    Scripts scripts() {
        return scripts;
    }

    Drivers drivers() {
        return drivers;
    }

    Clock clock() {
        return clock;
    }

    ProcessClock time() {
        return time;
    }

    Optional<Status> status() {
        return core.map(it -> it.status(now()));
    }

    /** The identity of its disk; 0 without one. */
    long identity() {
        return hands.identity();
    }

    /** The life of its process; 0 without one, or before its start sweep is over. */
    long incarnation() {
        return hands.incarnation();
    }

    boolean isRunning() {
        return core.isPresent();
    }

    boolean isPaused() {
        return paused;
    }

    boolean hasSlept() {
        return clock.isAsleep() || time.isBehind();
    }

    LeaseEnd leaseEnd() {
        return leases.end();
    }

    /** Timers fire late by so much on average. */
    void lateness(long nanos) {
        tick.lateness(nanos);
    }

    /** How many messages were lost because nobody had told where their receivers are. */
    long unaddressed() {
        return hands.unaddressed();
    }

    long steps() {
        return pace.steps();
    }
}
