package flip.agent;

import flip.agent.config.Watched;
import flip.agent.process.ResidentWatch;
import flip.membership.Moment;
import flip.membership.ServerId;
import flip.systems.Catalog;
import flip.systems.Outcome;
import flip.systems.Run;
import flip.systems.SystemSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What the watch on addresses is told: what is held here from the end of its alive to the begin of
 * its down, and until when it may be announced. That is until the quorum's lease ends: then others
 * may have it, and nobody is to be drawn away from them. On the loop.
 */
final class Watching {
    /** So small a part of L more is not worth a line. */
    private static final int PARTS = 20;

    private final ResidentWatch watch;
    private final ServerId self;
    private final AgentClock clock;
    private final Supplier<Moment> quorumLease;
    private final Map<Long, Run> alives = new TreeMap<>();
    private Catalog catalog;
    private Moment leaveUntil = Moment.NEVER;
    private boolean viewChanged;

    /**
     * Nothing is held yet.
     *
     * @param catalog of the file; {@link #use} names the one in force
     * @param quorumLease until when this server may hold what a quorum has to allow
     */
    Watching(
            ResidentWatch watch,
            ServerId self,
            Catalog catalog,
            AgentClock clock,
            Supplier<Moment> quorumLease) {
        this.watch = watch;
        this.self = self;
        this.clock = clock;
        this.quorumLease = quorumLease;
        this.catalog = catalog;
        use(catalog);
    }

    /** That one is in force. */
    void use(Catalog inForce) {
        catalog = inForce;
        watch.want(Watched.isAnyOf(catalog, self));
    }

    /** Something is raised or lowered. */
    void begins(Run run) {
        if (run.verb() == Run.Verb.DOWN) {
            watch.unwatch(run.system(), run.datum());
        } else if (isWatched(run)) {
            alives.put(run.id(), run);
        }
    }

    private boolean isWatched(Run run) {
        return Optional.ofNullable(catalog.systems().get(run.system()))
                .map(SystemSpec::kind)
                .filter(kind -> Watched.is(kind, run.datum(), run.environment()))
                .isPresent();
    }

    /** That run is over. */
    void ended(long id, Outcome outcome) {
        Run run = alives.remove(id);
        if (run != null && outcome instanceof Outcome.Succeeded) {
            watch.watch(run.system(), run.datum(), run.configJson());
        }
    }

    /** Another host says that it has what is this server's. */
    void defend(String system, String datum) {
        watch.defend(system, datum);
    }

    /** Another view is in force: what the others know of who is where has changed. */
    void installed() {
        viewChanged = true;
    }

    /** What a step asked for was begun: what is another's by now is no longer watched. */
    void stepped() {
        if (viewChanged) {
            viewChanged = false;
            watch.announceAll();
        }
    }

    /** To be called when the lease may have grown. */
    void renew() {
        Moment now = clock.now();
        Duration length = catalog.configuration().timing().pingTimeout();
        Moment lease = quorumLease.get();
        boolean quorum =
                catalog.configuration().isMajority()
                        && lease.isBefore(Moment.FOREVER); // As in a view of the former quorum.
        Moment until = quorum ? lease : now.plus(length);
        if (until.isAfter(now) && until.isAfter(leaveUntil.plus(length.dividedBy(PARTS)))) {
            leaveUntil = until;
            watch.renew(until.since(now));
        }
    }
}
