package flip.lab.sim;

import com.google.common.collect.ImmutableSet;
import flip.lab.check.Hold;
import flip.lab.check.Thing;
import flip.membership.Promise;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.View;
import flip.systems.Event;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Makes things go wrong, from one stream of chance, until it is told to stop. */
final class Chaos {
    /** One in so many new configurations has another roster, where there are onlookers. */
    private static final int ROSTER_SHARE = 3;

    private final Cluster cluster;
    private final Simulation simulation;
    private final RandomGenerator random;

    /** Came later than the other: drawn by itself, it leaves most seeds what they were. */
    private final RandomGenerator rosters;

    private final Course plan;
    private final List<Fault> events;
    private final EnumMap<Fault, Long> counts = new EnumMap<>(Fault.class);
    private final TreeMap<ServerId, Long> suspendedAt = new TreeMap<>();
    private final Operator operator;
    private boolean mayLoseMajority;
    private int era;

    Chaos(Cluster cluster, Course plan) {
        this.cluster = cluster;
        this.plan = plan;
        simulation = cluster.simulation();
        random = simulation.random("chaos");
        rosters = simulation.random("rosters");
        operator = new Operator(cluster, simulation.random("operator"));
        events = plan.faults().stream().filter(Fault::isEvent).toList();
    }

    /** Disks may be lost although what was chosen is then lost as well; for controls only. */
    void mayLoseMajority(boolean may) {
        mayLoseMajority = may;
    }

    /** One span: L + g, the longest that was ever in force. */
    private long spanNanos() {
        return cluster.longestGrant().toNanos();
    }

    private long spans(double least, double most) {
        return Math.round(spanNanos() * (least + (most - least) * random.nextDouble()));
    }

    private boolean has(Fault fault) {
        boolean has = plan.faults().contains(fault);
        if (has) {
            counts.merge(fault, 1L, Long::sum);
        }
        return has;
    }

    /** From now on things go wrong. */
    void begin() {
        long timeout = cluster.layout().timing().pingTimeout().toNanos();
        double loss = has(Fault.LOSS) ? 0.3 * random.nextDouble() : 0;
        double twice = has(Fault.DUPLICATION) ? 0.3 * random.nextDouble() : 0;
        long jitter = has(Fault.JITTER) ? random.nextLong(timeout / 8) : 50_000;
        double late = has(Fault.LATENESS) ? 0.05 * random.nextDouble() : 0;
        long delay = 50_000 + random.nextLong(timeout / 40);
        cluster.network().weather(new Weather(delay, jitter, loss, twice, late, 3 * spanNanos()));
        double failing = has(Fault.SCRIPT_FAILURE) ? 0.3 * random.nextDouble() : 0;
        double hanging = has(Fault.SCRIPT_HANG) ? 0.1 * random.nextDouble() : 0;
        double slow = has(Fault.SLOW_SCRIPT) ? 0.2 * random.nextDouble() : 0;
        Habits habits = Habits.good(cluster.guard().toNanos()).withFaults(failing, hanging, slow);
        boolean late1 = has(Fault.LATE_TIMERS);
        boolean slowly = has(Fault.SLOW_DRIVER);
        for (Host host : cluster.hosts()) {
            host.scripts().habits(habits);
            long most = slowly ? spans(0, 3) : 0;
            host.drivers().all().forEach(it -> it.habits(slowly ? 0.2 : 0, most, false));
            host.lateness(late1 ? cluster.guard().toNanos() / 50 : 20_000);
            host.disk().latency(Math.round(cluster.guard().toNanos() / 10.0 * random.nextDouble()));
        }
        next();
    }

    private void next() {
        if (events.isEmpty()) {
            return;
        }
        double wait = -Math.log(1 - random.nextDouble()) * plan.pace();
        later(
                Math.round(wait * spanNanos()),
                () -> {
                    happen(events.get(random.nextInt(events.size())));
                    next();
                });
    }

    /** After that time, if it is still chaos. */
    private void later(long nanos, Runnable act) {
        int mine = era;
        simulation.after(
                nanos,
                () -> {
                    if (mine == era) {
                        act.run();
                    }
                });
    }

    private void happen(Fault fault) {
        counts.merge(fault, 1L, Long::sum);
        Host host = cluster.hosts().get(random.nextInt(cluster.hosts().size()));
        tell(fault, host);
        switch (fault) {
            case ONE_WAY -> oneWay(host.id(), other(host).id());
            case PARTITION -> partition(sides());
            case TOTAL_PARTITION -> total();
            case ISOLATION -> isolate(host.id());
            case CRASH -> crash(host, spans(0, random.nextInt(4) == 0 ? 12 : 2));
            case MASS_CRASH -> massCrash();
            case LOST_DISK -> loseDisk(host);
            case KILL -> kill(host, true);
            case BARE_KILL -> kill(host, false);
            case DRIVER_KILL -> host.drivers().any(random).kill();
            case DRIVER_END -> host.drivers().any(random).isEnded();
            case DOUBLE_KILL -> {
                kill(host, random.nextBoolean());
                host.drivers().all().forEach(Driver::kill);
            }
            case LEAVE -> host.deliver(new Event.Leave());
            case PAUSE -> pause(host);
            case SUSPEND -> suspend(host);
            case DISK_STALL -> host.disk().stall(spans(0, random.nextInt(4) == 0 ? 12 : 3));
            case LOST_QUORUM -> operator.loseQuorum();
            case RECONFIGURE -> reconfigure(host);
            case DRIFT -> host.clock().drift(simulation.nowNanos(), Clock.anyRate(random));
            case FORGERY -> forge();
            default -> throw new AssertionError(fault + " is no event");
        }
    }

    private void tell(Fault fault, Host host) {
        simulation.trace().tell(simulation.nowNanos(), "!", () -> fault + " " + host.id());
        simulation.trace().count(simulation.nowNanos(), fault.name().hashCode());
    }

    private Host other(Host than) {
        List<Host> others = new ArrayList<>(cluster.hosts());
        others.remove(than);
        return others.get(random.nextInt(others.size()));
    }

    private void oneWay(ServerId from, ServerId to) {
        cluster.cut(from, to, true);
        later(spans(0.1, 6), () -> cluster.cut(from, to, false));
    }

    private List<ServerId> sides() {
        return cluster.servers().stream().filter(id -> random.nextBoolean()).toList();
    }

    private void partition(List<ServerId> side) {
        List<ServerId> rest = cluster.servers().stream().filter(id -> !side.contains(id)).toList();
        cluster.part(side, rest, true);
        later(spans(0.1, 6), () -> cluster.part(side, rest, false));
    }

    private void total() {
        allCut(true);
        later(spans(0.1, 4), () -> allCut(false));
    }

    private void allCut(boolean cut) {
        for (ServerId from : cluster.servers()) {
            for (ServerId to : cluster.servers()) {
                cluster.cut(from, to, cut);
            }
        }
    }

    private void isolate(ServerId host) {
        int kind = random.nextInt(3);
        boolean deaf = kind != 0;
        boolean mute = kind != 1;
        long length = spans(0.1, 8);
        for (ServerId peer : cluster.servers()) {
            if (deaf) {
                cluster.cut(peer, host, true);
                later(length, () -> cluster.cut(peer, host, false));
            }
            if (mute) {
                cluster.cut(host, peer, true);
                later(length, () -> cluster.cut(host, peer, false));
            }
        }
    }

    private void crash(Host host, long restartNanos) {
        if (host.isRunning()) {
            host.crash();
            later(restartNanos, () -> cluster.startUnlessOff(host));
        }
    }

    private void massCrash() {
        long within = spans(0, 0.5);
        for (Host host : cluster.hosts()) {
            later(random.nextLong(within + 1), () -> crash(host, spans(0, 1)));
        }
    }

    private void loseDisk(Host host) {
        if (host.isRunning() && !operator.needs(host.id()) && (mayLoseMajority || isSpare(host))) {
            host.crash();
            host.loseDisk();
            later(spans(0, 3), () -> cluster.startUnlessOff(host));
        }
    }

    /** Whether what was chosen can be found out without the disk of that server. */
    private boolean isSpare(Host host) {
        return survives(cluster.hosts().stream().filter(other -> !other.equals(host)).toList());
    }

    /** Whether these servers can find out what was chosen, and go on. */
    boolean survives(List<Host> hosts) {
        Map<ServerId, Long> identities = new TreeMap<>();
        long generation = Long.MAX_VALUE;
        long lineage = cluster.checks().chosenViews().highest().map(View::lineage).orElse(0L);
        for (Host host : hosts) {
            Optional<Promise> promise = host.disk().promise();
            if (promise.isPresent() && promise.get().known().lineage() == lineage) {
                identities.put(host.id(), promise.get().identity());
                generation = Math.min(generation, promise.get().known().generation());
            }
        }
        return lineage != 0
                && cluster.checks().chosenViews().canGoOn(identities, lineage, generation)
                && !identities.isEmpty()
                && areEnoughForComers(identities);
    }

    /**
     * While seats are vacant the quorum grows with each server that is let in, and one may be let
     * in under an identity that its disk has lost meanwhile: so they have to be the quorum of all.
     */
    private boolean areEnoughForComers(Map<ServerId, Long> identities) {
        View highest = cluster.checks().chosenViews().highest().orElseThrow();
        long voting =
                identities.entrySet().stream()
                        .filter(entry -> votes(highest, entry.getKey(), entry.getValue()))
                        .count();
        return highest.descent().vacant().isEmpty() || voting >= cluster.layout().quorum();
    }

    private static boolean votes(View view, ServerId server, long identity) {
        Standing standing = view.standings().get(server);
        return standing != null && standing.voter() && standing.identity() == identity;
    }

    /** Of what somebody holds, to whom it belongs and to the others. */
    private void forge() {
        List<Hold> all = cluster.holds().all();
        if (!all.isEmpty()) {
            Thing thing = all.get(random.nextInt(all.size())).thing();
            cluster.servers().forEach(server -> cluster.segment().forge(server, thing));
        }
    }

    private void kill(Host host, boolean release) {
        if (!host.isRunning()) {
            return;
        }
        host.kill();
        long wait = Math.round(cluster.layout().timing().pingTimeout().toNanos() * 0.4);
        if (release) {
            simulation.after(random.nextLong(wait), host::release);
            later(wait + spans(0, 2), () -> cluster.startUnlessOff(host));
        } else {
            later(spans(0, 2), () -> cluster.startUnlessOff(host));
        }
    }

    private void pause(Host host) {
        if (host.isPaused() || !host.isRunning()) {
            return;
        }
        long length = spans(0.01, random.nextInt(3) == 0 ? 5 : 1);
        host.pause(length > cluster.guard().toNanos() / 10);
        later(length, host::resume);
    }

    /** A pause that is not seen, as short ones are not, is no more than a part of the guard. */
    private void suspend(Host host) {
        if (host.isPaused() || !host.isRunning()) {
            return;
        }
        long guard = cluster.guard().toNanos();
        Long last = suspendedAt.put(host.id(), simulation.nowNanos());
        boolean fresh = last == null || simulation.nowNanos() - last > 2 * spanNanos();
        Sleep kind = random.nextBoolean() ? Sleep.SUSPENDED : Sleep.PAUSED;
        boolean brief = random.nextBoolean() && (kind == Sleep.SUSPENDED || fresh);
        long most = kind == Sleep.SUSPENDED ? guard / 2 : guard / 4;
        long length = brief ? 1 + random.nextLong(most) : guard / 2 + 1 + spans(0, 4);
        host.sleep(kind, length > guard / 4);
        later(length, host::resume);
    }

    private void reconfigure(Host host) {
        if (host.isRunning() && cluster.checks().chosenViews().highest().isPresent()) {
            Layout usual = Mutation.of(cluster.layout(), random);
            Layout next =
                    rosters.nextInt(ROSTER_SHARE) == 0
                            ? Mutation.ofRoster(cluster.layout(), plan.layout().servers(), rosters)
                                    .orElse(usual)
                            : usual;
            // The agent of a server that a file does not have takes none of it.
            (next.has(host.id()) ? Optional.of(host) : cluster.anyOf(next))
                    .ifPresent(it -> cluster.offer(it, next));
        }
    }

    /** All faults end: only who is left cut off stays so. */
    void end() {
        era++;
        simulation.trace().tell(simulation.nowNanos(), "!", () -> "calm");
        cluster.network().mendAll();
        cluster.network().weather(Weather.FAIR);
        Habits habits = Habits.good(cluster.guard().toNanos());
        for (Host host : cluster.hosts()) {
            host.scripts().habits(habits);
            host.drivers().all().forEach(Driver::hurry);
            host.lateness(20_000);
            host.disk().latency(Math.min(2_000_000, cluster.guard().toNanos() / 20));
            host.disk().stallEnds();
            host.resume();
        }
    }

    /** Whether voters are lost that an operator has not replaced yet. */
    boolean isQuorumLost() {
        return operator.isBusy();
    }

    ImmutableSet<Fault> faults() {
        return plan.faults();
    }

    /** How often each fault happened; for a condition, in how many phases. */
    Map<Fault, Long> counts() {
        return counts;
    }
}
