package flip.systems;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.Peer;
import flip.membership.ServerId;
import flip.systems.Status.HoldingState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What this server should hold and does not: alive is started as soon as all of I4 holds, and
 * nowhere else. {@link #mayHold} is this server's part of it, {@link Releases} the others' (R11).
 */
final class Raising {
    private final ServerId self;
    private final Intent intent;
    private final Releases releases;
    private final Holdings holdings;
    private final Claims claims;
    private final Runs runs;
    private final LastWill lastWill;
    private final List<Action> actions;

    /** The lots that are this server's and not all alive here. */
    private final NavigableMap<LotName, PlacedLot> missing = new TreeMap<>();

    /** Those of them that wait for nothing but room. */
    private final NavigableMap<LotName, PlacedLot> ready = new TreeMap<>();

    Raising(
            ServerId self,
            Intent intent,
            Releases releases,
            Holdings holdings,
            Claims claims,
            Runs runs,
            LastWill lastWill,
            List<Action> actions) {
        this.self = self;
        this.intent = intent;
        this.releases = releases;
        this.holdings = holdings;
        this.claims = claims;
        this.runs = runs;
        this.lastWill = lastWill;
        this.actions = actions;
    }

    /** I4: up in its present life in the highest view it knows, leased and not doomed. */
    boolean mayHold(Moment now, Footing footing) {
        return footing.isUp(self)
                && footing.knownEpoch() == intent.view().epoch()
                && footing.isLeased(now)
                && !footing.doomed();
    }

    /**
     * Looks at every lot, and starts every alive that may be started.
     *
     * @param living false while nothing may be taken: before the start sweep is over, and when this
     *     life is being given up
     */
    void start(Moment now, Footing footing, boolean living) {
        missing.clear();
        ready.clear();
        for (PlacedLot placed : intent.plan().ours()) {
            if (!isAlive(placed)) {
                missing.put(placed.name(), placed);
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        if (takesNoPart(footing)) {
            claims.waitNoLonger(); // Time without a lease does not count.
            return;
        }
        Terms terms = terms(now, footing, living);
        for (PlacedLot placed : missing.values()) {
            consider(placed, terms);
            startReady(placed.spec().name(), terms);
        }
    }

    /**
     * After script runs of these data, when nothing else happened: only their lots, and those of
     * another system with a datum of the same id, can be raised that could not before, and those
     * that had no room.
     */
    void startNext(Moment now, Footing footing, boolean living, Collection<DatumName> ended) {
        NavigableMap<LotName, PlacedLot> concerned = concerned(ended);
        for (PlacedLot placed : concerned.values()) {
            ready.remove(placed.name());
            if (isAlive(placed)) {
                missing.remove(placed.name());
            } else {
                missing.put(placed.name(), placed);
            }
        }
        if (missing.isEmpty() || takesNoPart(footing)) {
            return;
        }
        Terms terms = terms(now, footing, living);
        if (!terms.leased()) {
            claims.waitFrom(now);
        }
        for (PlacedLot placed : concerned.values()) {
            if (missing.containsKey(placed.name())) {
                consider(placed, terms);
            }
        }
        // Of every system: room for another configuration may have come from any of them.
        systemsReady().forEach(system -> startReady(system, terms));
    }

    private NavigableMap<LotName, PlacedLot> concerned(Collection<DatumName> ended) {
        NavigableMap<LotName, PlacedLot> concerned = new TreeMap<>();
        for (DatumName name : ended) {
            intent.plan().lotsWith(name.datum()).stream()
                    .filter(placed -> placed.owners().contains(self))
                    .forEach(placed -> concerned.put(placed.name(), placed));
        }
        return concerned;
    }

    private boolean takesNoPart(Footing footing) {
        return intent.isPlanMissing() || !footing.isUp(self);
    }

    /** Whether everything is here that should be, as of the last look. */
    boolean isDone() {
        return missing.isEmpty();
    }

    boolean isAlive(PlacedLot placed) {
        return next(placed).isEmpty();
    }

    /** The datum of that lot that is to be raised next: one after the other, in order. */
    private Optional<Means> next(PlacedLot placed) {
        return placed.means().stream()
                .filter(means -> holdings.state(means.name()) != HoldingState.ALIVE)
                .findFirst();
    }

    /**
     * What all lots have in common at one moment.
     *
     * @param now the moment
     * @param footing at that moment
     * @param leased whether there is a lease
     * @param mayHold whether anything may be raised
     * @param peers what the others last said
     */
    private record Terms(
            Moment now,
            Footing footing,
            boolean leased,
            boolean mayHold,
            ImmutableSortedMap<ServerId, Peer> peers) {}

    private Terms terms(Moment now, Footing footing, boolean living) {
        return new Terms(
                now,
                footing,
                footing.isLeased(now),
                living && mayHold(now, footing),
                footing.peers().get());
    }

    private void consider(PlacedLot placed, Terms terms) {
        if (mayStart(placed, terms)) {
            ready.put(placed.name(), placed);
        }
    }

    private boolean mayStart(PlacedLot placed, Terms terms) {
        boolean released = isReleased(placed, terms); // Asked in any case: it counts the waiting.
        return terms.mayHold()
                && released
                && lastWill.allows(placed.spec().tool())
                && isReady(placed, terms);
    }

    private List<String> systemsReady() {
        return ready.keySet().stream().map(LotName::system).distinct().toList();
    }

    /** I3, R11: whether everybody who may hold the lot has released it. */
    private boolean isReleased(PlacedLot placed, Terms terms) {
        ImmutableSortedSet<ServerId> awaited =
                releases.awaited(placed, intent.plan(), terms.peers());
        if (awaited.isEmpty()) {
            claims.find(placed.name()).ifPresent(Claim::waitsNoLonger);
            return true;
        }
        Claim claim = claims.of(placed);
        claim.waitsFor(terms.now(), awaited, terms.leased());
        boolean overdue = !claim.overdueAt(placed.spec()).isAfter(terms.now());
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
    private boolean isReady(PlacedLot placed, Terms terms) {
        return claims.isDue(placed, terms.now(), terms.footing().leaseUntil())
                && placed.means().stream()
                        .map(means -> holdings.state(means.name()))
                        .allMatch(Raising::isAtRest)
                // Else the down of the one would take away what the alive of the other made.
                && next(placed)
                        .filter(means -> !holdings.isNamesakeLowered(means.name()))
                        .isPresent();
    }

    private static boolean isAtRest(HoldingState state) {
        return switch (state) {
            case DOWN, FAILED, ALIVE -> true;
            case RAISING, LOWERING, UNKNOWN -> false;
        };
    }

    /** Starts what is ready of that system, in order, as long as there is room. */
    private void startReady(String system, Terms terms) {
        Map.Entry<LotName, PlacedLot> first = ready.ceilingEntry(new LotName(system, ""));
        while (first != null
                && first.getKey().system().equals(system)
                && runs.isRoomFor(Run.Verb.ALIVE, first.getValue().spec())
                && holdings.isRoomFor(first.getValue().configurationText())) {
            ready.remove(first.getKey());
            start(first.getValue(), terms);
            first = ready.ceilingEntry(first.getKey());
        }
    }

    /** I4: all of it is looked at again, since it may have waited for room. */
    private void start(PlacedLot placed, Terms terms) {
        if (mayStart(placed, terms)) {
            Means means = next(placed).orElseThrow();
            long run =
                    runs.start(Run.Verb.ALIVE, means, false, terms.now(), terms.footing(), actions);
            holdings.raise(means, run, terms.footing().leaseUntil());
        }
    }
}
