package flip.systems;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.LinkedHashMultiset;
import com.google.common.collect.Multiset;
import com.google.common.collect.TreeMultiset;
import flip.membership.MayHold;
import flip.membership.Moment;
import flip.systems.Status.HoldingState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What is here, by datum. */
final class Holdings {
    /**
     * Configurations, beside the one in force, under which something was raised that is still held.
     * A promise has room for one more, and for what the plan gives.
     */
    static final int MOST_FORMER = MayHold.MOST_PARTS / 2;

    private final Map<DatumName, Holding> holdings = new TreeMap<>();

    /** What is held and not up: its down runs, or is to be run. */
    private final NavigableMap<DatumName, Holding> toBeLowered = new TreeMap<>();

    /** The ids of those data, of whatever system. */
    private final Multiset<String> idsToBeLowered = TreeMultiset.create();

    /** The configurations of all ways in which what is held may have been raised. */
    private final Multiset<String> texts = LinkedHashMultiset.create();

    /** By what all is held that is. */
    private final Multiset<Tool> tools = LinkedHashMultiset.create();

    /** Counts that as left behind by an earlier life. */
    void sweep(Collection<Means> leftBehind) {
        leftBehind.forEach(this::leftBehind);
    }

    private void leftBehind(Means means) {
        Holding known = holdings.get(means.name());
        if (known == null) {
            add(Holding.leftBehind(List.of(means)));
        } else if (known.ways().stream().noneMatch(way -> way.lowersLike(means))) {
            // The file was changed since: nobody knows in which way it was raised.
            List<Means> ways = new ArrayList<>(known.ways());
            ways.add(means);
            uncount(known);
            add(Holding.leftBehind(ways));
        }
    }

    private void add(Holding holding) {
        holdings.put(holding.name(), holding);
        count(holding);
    }

    // Every change of a holding, so that it is found by what it became.

    /** The alive of that datum is started, under a lease until then. */
    void raise(Means means, long run, Moment leaseUntil) {
        Holding holding = holdings.computeIfAbsent(means.name(), name -> Holding.down(means));
        uncount(holding);
        holding.raise(means, run, leaseUntil);
        count(holding);
    }

    /** It is to be lowered. */
    void giveUp(Moment now, Holding holding) {
        uncount(holding);
        holding.giveUp(now);
        count(holding);
    }

    /** From now on it must be down soon. */
    void hurries(Moment now, Holding holding) {
        holding.hurries(now);
    }

    /** There is no hurry to have it down. */
    void hurriesNoMore(Holding holding) {
        holding.hurriesNoMore();
    }

    /** Its down is started, in a hurry or without. */
    void lower(Holding holding, long run, boolean urgent) {
        uncount(holding);
        holding.lower(run, urgent);
        count(holding);
    }

    /** A script run of it is over. */
    Holding.Turn ended(Moment now, Holding holding, Run.Verb verb, Outcome outcome) {
        uncount(holding);
        Holding.Turn turn = holding.ended(now, verb, outcome);
        count(holding);
        return turn;
    }

    /** A newer configuration is in force: where it lowers like an older one, that can go. */
    void planned(Plan plan) {
        for (Holding holding : holdings.values()) {
            uncount(holding);
            plan.means(holding.name()).ifPresent(holding::configured);
            count(holding);
        }
    }

    void forget(DatumName name) {
        Holding gone = holdings.remove(name);
        if (gone != null && gone.isHeld()) {
            throw new AssertionError(name + " is forgotten while it is " + gone.state());
        }
    }

    private void count(Holding holding) {
        if (holding.isHeld()) {
            holding.ways().forEach(way -> texts.add(way.configurationText()));
            holding.ways().forEach(way -> tools.add(way.spec().tool()));
            if (!holding.isRaisedOrRising()) {
                toBeLowered.put(holding.name(), holding);
                idsToBeLowered.add(holding.name().datum());
            }
        }
    }

    private void uncount(Holding holding) {
        if (holding.isHeld()) {
            holding.ways().forEach(way -> texts.remove(way.configurationText()));
            holding.ways().forEach(way -> tools.remove(way.spec().tool()));
            if (!holding.isRaisedOrRising()) {
                toBeLowered.remove(holding.name());
                idsToBeLowered.remove(holding.name().datum());
            }
        }
    }

    // What there is.

    Optional<Holding> find(DatumName name) {
        return Optional.ofNullable(holdings.get(name));
    }

    HoldingState state(DatumName name) {
        Holding holding = holdings.get(name);
        return holding == null ? HoldingState.DOWN : holding.state();
    }

    /** All of them, in order; any may be forgotten meanwhile. */
    ImmutableList<Holding> all() {
        return ImmutableList.copyOf(holdings.values());
    }

    /** Whether anything is held, or may be. */
    boolean isAnythingHeld() {
        return !texts.isEmpty();
    }

    /** What is held and not up, in order; any may change meanwhile. */
    ImmutableList<Holding> toBeLowered() {
        return ImmutableList.copyOf(toBeLowered.values());
    }

    /** The same, from the first of that system on; not to be gone through while any changes. */
    Collection<Holding> toBeLoweredFrom(String system) {
        return toBeLowered.tailMap(new DatumName(system, ""), true).values();
    }

    boolean isAnythingToBeLowered() {
        return !toBeLowered.isEmpty();
    }

    /** By what all is held that is. */
    Set<Tool> tools() {
        return tools.elementSet();
    }

    /** Whether a datum of that id, of another system, is about to be lowered here. */
    boolean isNamesakeLowered(DatumName name) {
        return idsToBeLowered.count(name.datum()) > (toBeLowered.containsKey(name) ? 1 : 0);
    }

    /**
     * Whether something may be raised under that configuration: not while so many others have to be
     * remembered for what could not be lowered yet.
     */
    boolean isRoomFor(String configurationText) {
        int former = texts.elementSet().size() - (texts.contains(configurationText) ? 1 : 0);
        return former < MOST_FORMER;
    }

    /** The next moment after that at which a down is to be tried again. */
    Moment wakeAt(Moment now) {
        Moment wake = Moment.FOREVER;
        for (Holding holding : toBeLowered.values()) {
            if (holding.dueAt().isAfter(now)) {
                wake = Moment.earlier(wake, holding.dueAt());
            }
        }
        return wake;
    }
}
