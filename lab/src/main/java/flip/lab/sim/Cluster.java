package flip.lab.sim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import flip.lab.check.Checks;
import flip.lab.check.Hold;
import flip.lab.check.Holds;
import flip.lab.check.LeaseEnd;
import flip.lab.check.Thing;
import flip.lab.check.Truth;
import flip.lab.check.Violation;
import flip.membership.Message;
import flip.membership.Moment;
import flip.membership.Rules;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.systems.CatalogReader;
import flip.systems.DriverLease;
import flip.systems.Ending;
import flip.systems.Event;
import flip.systems.Status;
import flip.systems.SystemSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** All servers of one run and the network between them: what a scenario does things to. */
final class Cluster implements Truth, Surroundings {
    /** A process that begins anew does so after that long. */
    private static final long RESTART_NANOS = 100_000_000;

    private final Simulation simulation;
    private final CoreMaker maker;
    private Rules rules;
    private final LayoutText reader = new LayoutText();
    private final Holds holds = new Holds();
    private final Checks checks = new Checks(this);
    private final Network network;
    private final SharedSegment segment;
    private final ImmutableSortedMap<ServerId, Host> hosts;
    private final TreeMap<String, SystemSpec> systems = new TreeMap<>();
    private Layout layout;
    private Duration guard;
    private Duration shortestGrant;
    private Duration longestGrant;
    private final Set<ServerId> off = new TreeSet<>();
    private boolean servesLeavers = true;

    Cluster(Simulation simulation, CoreMaker maker, Rules rules, Layout layout) {
        this.simulation = simulation;
        this.maker = maker;
        this.rules = rules;
        this.layout = layout;
        guard = layout.timing().guard();
        shortestGrant = layout.timing().longestGrant();
        longestGrant = shortestGrant;
        layout.systems().forEach(system -> systems.put(system.name(), system));
        String text = LayoutText.write(layout);
        Habits habits = Habits.good(guard.toNanos());
        ImmutableSortedMap.Builder<ServerId, Host> made = ImmutableSortedMap.naturalOrder();
        for (Server server : layout.servers()) {
            Host host = new Host(server.id(), simulation, this, checks, holds, habits, text);
            host.disk().latency(Math.min(2_000_000, guard.toNanos() / 20));
            host.lateness(Math.min(1_000_000, guard.toNanos() / 500));
            made.put(server.id(), host);
        }
        hosts = made.buildOrThrow();
        network = new Network(simulation, hosts.keySet().asList(), this::arrived);
        segment = new SharedSegment(simulation, this, checks);
    }

    private void arrived(ServerId to, Message message) {
        Host host = host(to);
        if (simulation.trace().isDetailed()) {
            simulation
                    .trace()
                    .detail(
                            simulation.nowNanos(),
                            to,
                            () -> "<- " + message.header().sender() + " " + message.body());
        }
        host.deliver(new Event.Received(message));
    }

    Host host(ServerId id) {
        Host found = hosts.get(id);
        if (found == null) {
            throw new IllegalArgumentException("no such server: " + id);
        }
        return found;
    }

    Host host(String id) {
        return host(new ServerId(id));
    }

    ImmutableList<Host> hosts() {
        return hosts.values().asList();
    }

    Network network() {
        return network;
    }

    SharedSegment segment() {
        return segment;
    }

    Checks checks() {
        return checks;
    }

    Simulation simulation() {
        return simulation;
    }

    /** The configuration with the highest version of all that were offered. */
    Layout layout() {
        return layout;
    }

    /** The longest L + g of all configurations. */
    Duration longestGrant() {
        return longestGrant;
    }

    /** Processes that start from now on keep these rules. */
    void rules(Rules now) {
        rules = now;
    }

    /** Whether a process that left, or that was told to begin anew, is started again soon. */
    void servesLeavers(boolean now) {
        servesLeavers = now;
    }

    /** An operator writes another configuration and has it read there. */
    void offer(Host host, Layout changed) {
        simulation.trace().tell(simulation.nowNanos(), host.id(), () -> "is offered " + changed);
        layout = changed;
        Duration span = changed.timing().longestGrant();
        guard = guard.compareTo(changed.timing().guard()) < 0 ? guard : changed.timing().guard();
        shortestGrant = shortestGrant.compareTo(span) < 0 ? shortestGrant : span;
        longestGrant = longestGrant.compareTo(span) > 0 ? longestGrant : span;
        changed.systems().forEach(system -> systems.put(system.name(), system));
        host.offer(LayoutText.write(changed));
    }

    /** The first process of a server that this layout has. */
    Optional<Host> anyOf(Layout some) {
        return hosts().stream().filter(host -> host.isRunning() && some.has(host.id())).findFirst();
    }

    /** Runs on for that long. */
    void run(Duration length) {
        simulation.runUntil(simulation.nowNanos() + length.toNanos());
    }

    /** Cuts or mends one direction. */
    void cut(ServerId from, ServerId to, boolean cut) {
        if (!from.equals(to)) {
            if (cut) {
                network.cut(from, to);
            } else {
                network.mend(from, to);
            }
        }
    }

    /** Cuts or mends both directions between two sets. */
    void part(Collection<ServerId> some, Collection<ServerId> others, boolean cut) {
        for (ServerId one : some) {
            for (ServerId other : others) {
                cut(one, other, cut);
                cut(other, one, cut);
            }
        }
    }

    // Surroundings of a host.

    @Override
    public CatalogReader reader() {
        return reader;
    }

    @Override
    public Core process(Host host, CatalogReader reading, Moment now, RandomGenerator random) {
        return maker.make(
                host.id(),
                reading.read(host.file()),
                reading,
                host.disk().promise(),
                random,
                now,
                rules);
    }

    @Override
    public void send(ServerId from, ServerId to, Message message) {
        network.send(from, to, message);
    }

    @Override
    public void announce(ServerId where, Thing thing) {
        segment.announce(where, thing);
    }

    @Override
    public DriverLease leaseOf(String system, Moment now, Moment quorumLease) {
        return DriverLease.of(
                system(system).map(SystemSpec::policy).orElse(SystemSpec.NoQuorumPolicy.FREEZE),
                layout.isMajority(),
                layout.timing(),
                quorumLease,
                now);
    }

    @Override
    public void ended(Host host, Ending ending) {
        if (ending instanceof Ending.Halted halted) {
            throw new Violation("core", host.id() + " halts: " + halted.reason());
        }
        for (Hold hold : holds.byServer(host.id())) {
            throw new Violation("I10", host.id() + " has ended, and still holds " + hold);
        }
        if (ending instanceof Ending.StartAnew anew) {
            host.loseDisk();
            anew.with().ifPresent(host.disk()::put);
        }
        if (servesLeavers) {
            simulation.after(
                    RESTART_NANOS + simulation.random("restart").nextLong(RESTART_NANOS),
                    () -> startUnlessOff(host));
        }
    }

    /** A process starts, if its machine is on. */
    void startUnlessOff(Host host) {
        if (!off.contains(host.id())) {
            host.start();
        }
    }

    /** The machine stays off: nothing starts it before it is turned on. */
    void turnOff(ServerId server) {
        off.add(server);
        host(server).crash();
    }

    boolean isOff(ServerId server) {
        return off.contains(server);
    }

    void turnOn(ServerId server) {
        off.remove(server);
        host(server).start();
    }

    // The truth.

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(simulation.nowNanos());
    }

    @Override
    public List<ServerId> servers() {
        return hosts.keySet().asList();
    }

    @Override
    public Optional<Status> status(ServerId server) {
        return host(server).status();
    }

    @Override
    public long identity(ServerId server) {
        return host(server).identity();
    }

    @Override
    public long incarnation(ServerId server) {
        return host(server).incarnation();
    }

    @Override
    public boolean hasSlept(ServerId server) {
        return host(server).hasSlept();
    }

    @Override
    public LeaseEnd leaseEnd(ServerId server) {
        return host(server).leaseEnd();
    }

    @Override
    public Duration guard() {
        return guard;
    }

    @Override
    public Duration shortestGrant() {
        return shortestGrant;
    }

    @Override
    public Holds holds() {
        return holds;
    }

    @Override
    public Optional<SystemSpec> system(String name) {
        return Optional.ofNullable(systems.get(name));
    }
}
