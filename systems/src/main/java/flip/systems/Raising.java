package flip.systems;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.Peer;
import flip.membership.ServerId;
import flip.systems.Status.HoldingState;
import java.util.List;

/**
 * What this server should hold and does not: alive is started as soon as all of rule R11 holds, and
 * nowhere else. {@link #mayHold} is this server's part of it, {@link Releases} the others'.
 */
final class Raising {
    private final ServerId self;
    private final Intent intent;
    private final Releases releases;
    private final Holdings holdings;
    private final Claims claims;
    private final Runs runs;
    private final List<Action> actions;

    Raising(
            ServerId self,
            Intent intent,
            Releases releases,
            Holdings holdings,
            Claims claims,
            Runs runs,
            List<Action> actions) {
        this.self = self;
        this.intent = intent;
        this.releases = releases;
        this.holdings = holdings;
        this.claims = claims;
        this.runs = runs;
        this.actions = actions;
    }

    /** I4, R11: up in its present life in the highest view it knows, leased and not doomed. */
    boolean mayHold(Moment now, Footing footing) {
        return footing.isUp(self)
                && footing.knownEpoch() == intent.view().epoch()
                && footing.isLeased(now)
                && !footing.doomed();
    }

    /**
     * Starts every alive that may be started.
     *
     * @param living false while nothing may be taken: before the start sweep is over, and when this
     *     life is being given up
     */
    void start(Moment now, Footing footing, boolean living) {
        ImmutableList<PlacedLot> missing = missing();
        if (missing.isEmpty()) {
            return;
        }
        if (intent.isPlanMissing() || !footing.isUp(self)) {
            claims.waitNoLonger(); // Time without a lease does not count.
            return;
        }
        boolean mayHold = living && mayHold(now, footing);
        ImmutableSortedMap<ServerId, Peer> peers = footing.peers().get();
        for (PlacedLot placed : missing) {
            boolean released = isReleased(now, placed, peers, footing.isLeased(now));
            if (mayHold && released && isReady(now, placed)) {
                startNext(now, placed, footing);
            }
        }
    }

    private ImmutableList<PlacedLot> missing() {
        return intent.plan().ours().stream()
                .filter(placed -> !isAlive(placed))
                .collect(ImmutableList.toImmutableList());
    }

    /** Whether everything is here that should be. */
    boolean isDone() {
        return intent.plan().ours().stream().allMatch(this::isAlive);
    }

    boolean isAlive(PlacedLot placed) {
        return placed.means().stream()
                .allMatch(means -> holdings.state(means.name()) == HoldingState.ALIVE);
    }

    /** I3, R11: whether everybody who may hold the lot has released it. */
    private boolean isReleased(
            Moment now,
            PlacedLot placed,
            ImmutableSortedMap<ServerId, Peer> peers,
            boolean leased) {
        ImmutableSortedSet<ServerId> awaited = releases.awaited(placed, intent.plan(), peers);
        Claim claim = claims.of(placed);
        claim.waitsFor(now, awaited, leased);
        if (awaited.isEmpty()) {
            return true;
        }
        boolean overdue = !claim.overdueAt(placed.spec()).isAfter(now);
        if (overdue && claim.isFirstWarning()) {
            actions.add(
                    new Action.Tell(
                            new Notice.Warned(
                                    placed
                                            + " is taken over although "
                                            + awaited
                                            + " did not release it within "
                                            + placed.spec().handoverTimeout().toMillis()
                                            + " ms: it may be held twice")));
        }
        return overdue;
    }

    /** A lot is raised one datum after the other, when nothing of it is on its way down. */
    private boolean isReady(Moment now, PlacedLot placed) {
        return !claims.of(placed).retryAt().isAfter(now)
                && runs.isRoomFor(Run.Verb.ALIVE, placed.spec())
                && holdings.isRoomFor(placed.configurationText())
                && placed.means().stream()
                        .map(means -> holdings.state(means.name()))
                        .allMatch(Raising::isAtRest);
    }

    private static boolean isAtRest(HoldingState state) {
        return switch (state) {
            case DOWN, FAILED, ALIVE -> true;
            case RAISING, LOWERING, UNKNOWN -> false;
        };
    }

    private void startNext(Moment now, PlacedLot placed, Footing footing) {
        for (Means means : placed.means()) {
            if (holdings.state(means.name()) != HoldingState.ALIVE) {
                // Else the down of the one would take away what the alive of the other made.
                if (!holdings.isNamesakeLowered(means.name())) {
                    long run = runs.start(Run.Verb.ALIVE, means, now, footing, actions);
                    holdings.of(means).raise(means, run);
                }
                return;
            }
        }
    }
}
