package flip.systems;

import flip.membership.Moment;
import flip.membership.ServerId;
import flip.systems.Status.HoldingState;
import java.util.List;
import java.util.Optional;

/** What this server holds and must not: it is given up, and down is run until it succeeds. */
final class Lowering {
    private final ServerId self;
    private final Intent intent;
    private final Holdings holdings;
    private final Runs runs;
    private final List<Action> actions;

    Lowering(ServerId self, Intent intent, Holdings holdings, Runs runs, List<Action> actions) {
        this.self = self;
        this.intent = intent;
        this.holdings = holdings;
        this.runs = runs;
        this.actions = actions;
    }

    /** Gives up whatever must not be held now, all of it when the whole life is given up. */
    void giveUp(Moment now, Footing footing, boolean all) {
        boolean leased = footing.isLeased(now);
        for (Holding holding : holdings.all()) {
            if (holding.isRaisedOrRising() && (all || isToBeGivenUp(holding, footing, leased))) {
                giveUp(now, holding);
                if (!leased) {
                    // A lot that was not yet whole when the lease ended is not held by half.
                    intent.plan().find(holding.name()).ifPresent(placed -> giveUp(now, placed));
                }
            }
        }
    }

    private boolean isToBeGivenUp(Holding holding, Footing footing, boolean leased) {
        if (intent.view().isFormed() && !footing.isUp(self)) {
            return true;
        }
        // I3, I10: the lease has ended, and g later a voter may vote this server down.
        if (!leased
                && (holding.state() == HoldingState.RAISING
                        || intent.policy(holding.means()) == SystemSpec.NoQuorumPolicy.STOP)) {
            return true;
        }
        if (intent.isPlanMissing()) {
            return false;
        }
        return !intent.isGivenHere(holding.name())
                || (leased && intent.isOutdated(holding.means()));
    }

    /** Gives up what is up of that lot. */
    void giveUp(Moment now, PlacedLot placed) {
        for (Means means : placed.means()) {
            holdings.find(means.name())
                    .filter(Holding::isRaisedOrRising)
                    .ifPresent(holding -> giveUp(now, holding));
        }
    }

    private void giveUp(Moment now, Holding holding) {
        holdings.giveUp(now, holding);
        if (holding.isRunning()) {
            actions.add(runs.cancel(holding));
        }
    }

    /**
     * I3, I10: what was given up under a lease, and is not down now that this has ended, is as
     * urgent as the rest: no down waits to be tried again, and none that was begun without hurry
     * takes all the time that it had. What an earlier life left behind had no lease here.
     */
    void hurry(Moment now, Footing footing) {
        boolean leased = footing.isLeased(now);
        for (Holding holding : holdings.toBeLowered()) {
            if (!holding.isRaisedHere() || !isUrgent(holding, leased)) {
                holdings.hurriesNoMore(holding);
            } else if (!holding.isHurrying()) {
                holdings.hurries(now, holding);
                if (holding.isRunning()) {
                    runs.hurry(holding).ifPresent(actions::add);
                }
            }
        }
    }

    /** Starts every down that is due and has room. */
    void start(Moment now, Footing footing) {
        boolean leased = footing.isLeased(now);
        for (Holding holding : holdings.toBeLowered()) {
            if (holding.isDownDue(now) && mayStart(holding, leased)) {
                start(now, footing, holding);
            }
        }
    }

    /** After a script run of that system: starts every down for which there is room now. */
    void startNext(Moment now, Footing footing, String system) {
        boolean leased = footing.isLeased(now);
        Optional<Holding> next = next(now, system, leased);
        while (next.isPresent()) {
            start(now, footing, next.get());
            next = next(now, system, leased);
        }
    }

    private Optional<Holding> next(Moment now, String system, boolean leased) {
        for (Holding holding : holdings.toBeLoweredFrom(system)) {
            if (!holding.name().system().equals(system)) {
                return Optional.empty();
            }
            if (holding.isDownDue(now) && mayStart(holding, leased)) {
                return Optional.of(holding);
            }
        }
        return Optional.empty();
    }

    private boolean mayStart(Holding holding, boolean leased) {
        return isUrgent(holding, leased) || runs.isRoomFor(Run.Verb.DOWN, holding.means().spec());
    }

    private void start(Moment now, Footing footing, Holding holding) {
        boolean urgent = isUrgent(holding, footing.isLeased(now));
        long run = runs.start(Run.Verb.DOWN, holding.means(), urgent, now, footing, actions);
        holdings.lower(holding, run, urgent);
    }

    /** I3: all that was held must be down within g, so nothing of it waits for its turn. */
    private boolean isUrgent(Holding holding, boolean leased) {
        return !leased
                && holding.state() != HoldingState.UNKNOWN
                && intent.policy(holding.means()) == SystemSpec.NoQuorumPolicy.STOP;
    }
}
