package flip.agent;

import flip.agent.process.Drivers;
import flip.membership.Configuration;
import flip.membership.Moment;
import flip.membership.ServerId;
import flip.membership.Timing;
import flip.membership.Wire;
import flip.systems.Catalog;
import flip.systems.DriverLease;
import flip.systems.Event;
import flip.systems.Outcome;
import flip.systems.Run;
import flip.systems.SystemSpec;
import flip.systems.Tool;
import flip.systems.Will;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's runs by drivers, and the leases of what those hold. On the loop. */
final class Driving {
    /** So often is one of our own renewed in its length. */
    private static final int RENEWALS_IN_A_LEASE = 3;

    /** A timer may be early by that. */
    private static final Duration SLACK = Duration.ofMillis(2);

    /** Of a driver: so long may a machine that is busy keep it waiting. */
    private static final Duration SHORTEST_ANSWER_LIMIT = Duration.ofMillis(100);

    /** Nobody needs to look sooner again. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);

    private static final Logger log = LoggerFactory.getLogger("flip.drivers");

    private final Drivers drivers;
    private final ServerId self;
    private final AgentClock clock;
    private final Supplier<Moment> quorumLease;

    /** The driver that each system was last raised by here, and until when it may hold that. */
    private final TreeMap<String, Held> raised = new TreeMap<>();

    private Catalog catalog;

    private record Held(String driver, Moment until) {
        /**
         * Whether there was a lease and is none: this loop stood still, and others may have taken
         * over. What is held then is given back, by a driver that stood still as well before it
         * serves again; only a lease of the quorum, or an alive, makes another one.
         */
        boolean isOver(Moment now) {
            return !until.equals(Moment.NEVER) && !until.isAfter(now);
        }
    }

    /**
     * @param catalog of the file; {@link #use} names the one in force
     * @param quorumLease until when this server may hold what a quorum has to allow
     */
    Driving(
            Drivers drivers,
            ServerId self,
            Catalog catalog,
            AgentClock clock,
            Supplier<Moment> quorumLease) {
        this.drivers = drivers;
        this.self = self;
        this.catalog = catalog;
        this.clock = clock;
        this.quorumLease = quorumLease;
        drivers.use(named(catalog), answerLimit());
    }

    /** That one is in force. */
    void use(Catalog inForce) {
        catalog = inForce;
        drivers.use(named(catalog), answerLimit());
    }

    /**
     * How long a driver may not answer: half of what is left of a lease, at the least, when nothing
     * of a server has gone on. It is noticed before that lease has ended, but where L - G is so
     * short that the shortest limit applies.
     */
    private Duration answerLimit() {
        Timing timing = catalog.configuration().timing();
        Duration half = timing.pingTimeout().minus(timing.gossipInterval()).dividedBy(2);
        return half.compareTo(SHORTEST_ANSWER_LIMIT) < 0 ? SHORTEST_ANSWER_LIMIT : half;
    }

    private Set<String> named(Catalog of) {
        Set<String> names = new TreeSet<>();
        for (SystemSpec spec : of.systems().values()) {
            if (spec.servers().contains(self) && spec.tool() instanceof Tool.Driver driver) {
                names.add(driver.named());
            }
        }
        return names;
    }

    /** Asks for it, with a lease first; how it ended, and what is lost later, is told elsewhere. */
    void run(Run run, BiConsumer<Long, Outcome> ended, Consumer<Event> lost) {
        log.debug("{} {}: {} is asked for {}", run.system(), run.datum(), run.script(), run.verb());
        if (run.verb() == Run.Verb.ALIVE) {
            raised.put(run.system(), new Held(run.script(), Moment.NEVER));
            renew();
        }
        drivers.run(
                run,
                outcome -> ended.accept(run.id(), outcome),
                reason -> lost.accept(new Event.Lost(run.system(), run.datum(), reason)));
    }

    /** Whether there was such a run, which is ended after that grace. */
    boolean cancel(long run, Duration grace) {
        return drivers.cancel(run, grace);
    }

    /** A down that was asked for without hurry is to be answered within that limit now. */
    void hurry(long run, Duration limit) {
        drivers.hurry(run, limit);
    }

    /** That node is told of the drivers from now on. */
    void begin(Consumer<Event> node) {
        drivers.tell(node);
    }

    /** The node has taken that in. */
    void tookIn(Event event) {
        if (event instanceof Event.DriverEnded ended) {
            drivers.endTakenIn(ended.driver());
        }
    }

    /**
     * Hands over a last will.
     *
     * @param addresses where each server is reached
     * @param seal makes a datagram that somebody else may send
     */
    void handOver(
            Will will,
            Function<ServerId, Optional<InetSocketAddress>> addresses,
            UnaryOperator<byte[]> seal) {
        StringJoiner receivers = new StringJoiner(" ");
        will.messages()
                .forEach(
                        (to, message) ->
                                addresses
                                        .apply(to)
                                        .filter(Driving::isSpelled)
                                        .ifPresent(
                                                at ->
                                                        receivers.add(
                                                                receiver(
                                                                        at,
                                                                        seal.apply(
                                                                                Wire.encode(
                                                                                        message))))));
        if (receivers.length() > 0) {
            drivers.handOver(will.driver(), receivers.toString());
        }
    }

    /** An address that is one only on one interface is spelled differently on each system. */
    private static boolean isSpelled(InetSocketAddress at) {
        return !at.isUnresolved() && at.getAddress().getHostAddress().indexOf('%') < 0;
    }

    private static String receiver(InetSocketAddress at, byte[] datagram) {
        return "%s %d %s"
                .formatted(
                        at.getAddress().getHostAddress(),
                        at.getPort(),
                        HexFormat.of().formatHex(datagram));
    }

    /** Takes the last will back from that driver. */
    void takeBack(String driver) {
        drivers.takeBack(driver);
    }

    /** After so long {@link #renew} is to be called again at the latest. */
    Duration pause() {
        Moment now = clock.now();
        Moment due = now.plus(period());
        for (Map.Entry<String, Held> entry : raised.entrySet()) {
            SystemSpec spec = catalog.systems().get(entry.getKey());
            if (spec != null && !entry.getValue().isOver(now)) { // What is over is told anew.
                DriverLease lease = lease(spec, now);
                due = Moment.earlier(due, lease.own() ? ownDue(entry.getValue()) : lease.ownFrom());
            }
        }
        Duration pause = due.since(now);
        return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
    }

    private Duration period() {
        return length().dividedBy(RENEWALS_IN_A_LEASE);
    }

    private Moment ownDue(Held held) {
        return held.until().plus(period()).minus(length());
    }

    private DriverLease lease(SystemSpec spec, Moment now) {
        Configuration in = catalog.configuration();
        return DriverLease.of(spec.policy(), in.isMajority(), in.timing(), quorumLease.get(), now);
    }

    /** Renews what has to be. */
    void renew() {
        long nanoTime = System.nanoTime(); // Before the other clock is read: no lease gets longer.
        Moment now = clock.now();
        raised.replaceAll((system, held) -> renewed(system, held, now, nanoTime));
    }

    private Held renewed(String system, Held held, Moment now, long nanoTime) {
        SystemSpec spec = catalog.systems().get(system);
        if (spec == null) {
            return held; // It is about to be lowered.
        }
        DriverLease lease = lease(spec, now);
        Moment until = lease.until();
        // What a lease of the quorum gains is passed on at once, one of our own now and then.
        boolean due =
                lease.own() ? !ownDue(held).isAfter(now.plus(SLACK)) : until.isAfter(held.until());
        if (!until.isAfter(now) || !due || (lease.own() && held.isOver(now))) {
            return held;
        }
        drivers.renew(held.driver(), system, nanoTime + until.since(now).toNanos());
        return new Held(held.driver(), until);
    }

    private Duration length() {
        return catalog.configuration().timing().pingTimeout();
    }
}
