package flip.agent;

import flip.agent.process.Drivers;
import flip.membership.Moment;
import flip.membership.ServerId;
import flip.systems.Catalog;
import flip.systems.Event;
import flip.systems.Outcome;
import flip.systems.Run;
import flip.systems.SystemSpec;
import flip.systems.Tool;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's runs by drivers, and the leases of what they hold: under {@code stop} until the
 * quorum's lease ends, under {@code freeze} for as long as this loop goes on. On the loop.
 */
final class Driving {
    /** So many renewals are lost before a lease is. */
    private static final int RENEWALS_IN_A_LEASE = 3;

    /** A timer may be early by that. */
    private static final Duration SLACK = Duration.ofMillis(2);

    private static final Logger log = LoggerFactory.getLogger("flip.drivers");

    private final Drivers drivers;
    private final ServerId self;
    private final AgentClock clock;
    private final Supplier<Moment> quorumLease;

    /** The driver that each system was last raised by here, and until when it may hold that. */
    private final TreeMap<String, Held> raised = new TreeMap<>();

    private Catalog catalog;

    private record Held(String driver, Moment until) {}

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
        drivers.use(named(catalog));
    }

    /** That one is in force. */
    void use(Catalog inForce) {
        catalog = inForce;
        drivers.use(named(catalog));
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

    /** Whether there was such a run. */
    boolean cancel(long run) {
        return drivers.cancel(run);
    }

    /** How often {@link #renew} is to be called at the least. */
    Duration period() {
        return length().dividedBy(RENEWALS_IN_A_LEASE);
    }

    /** Renews what has to be. */
    void renew() {
        long nanoTime = System.nanoTime(); // Before the other clock is read: no lease gets longer.
        Moment now = clock.now();
        raised.replaceAll((system, held) -> renewed(system, held, now, nanoTime));
    }

    private Held renewed(String system, Held held, Moment now, long nanoTime) {
        Optional<SystemSpec> spec = Optional.ofNullable(catalog.systems().get(system));
        if (spec.isEmpty()) {
            return held; // It is about to be lowered.
        }
        Moment lease = quorumLease.get();
        boolean quorum =
                spec.get().policy() == SystemSpec.NoQuorumPolicy.STOP
                        && catalog.configuration().isMajority()
                        && lease.isBefore(Moment.FOREVER); // As in a view of the former quorum.
        // What a lease of the quorum gains is passed on at once, one of our own now and then.
        Moment until = quorum ? lease : now.plus(length());
        Moment before = quorum ? held.until() : held.until().plus(period()).minus(SLACK);
        if (!until.isAfter(now) || !until.isAfter(before)) {
            return held;
        }
        drivers.renew(held.driver(), system, nanoTime + until.since(now).toNanos());
        return new Held(held.driver(), until);
    }

    private Duration length() {
        return catalog.configuration().timing().pingTimeout();
    }
}
