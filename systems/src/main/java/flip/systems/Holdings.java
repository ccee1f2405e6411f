package flip.systems;

import com.google.common.collect.ImmutableList;
import flip.membership.MayHold;
import flip.membership.Moment;
import flip.systems.Status.HoldingState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is here, by datum. */
final class Holdings {
    /**
     * Configurations, beside the one in force, under which something was raised that is still held.
     * A promise has room for one more, and for what the plan gives.
     */
    static final int MOST_FORMER = MayHold.MOST_PARTS / 2;

    private final Map<DatumName, Holding> holdings = new TreeMap<>();

    /** Counts that as left behind by an earlier life. */
    void sweep(Collection<Means> leftBehind) {
        leftBehind.forEach(this::leftBehind);
    }

    private void leftBehind(Means means) {
        Holding known = holdings.get(means.name());
        if (known == null) {
            holdings.put(means.name(), Holding.leftBehind(List.of(means)));
        } else if (known.ways().stream().noneMatch(way -> way.lowersLike(means))) {
            // The file was changed since: nobody knows in which way it was raised.
            List<Means> ways = new ArrayList<>(known.ways());
            ways.add(means);
            holdings.put(means.name(), Holding.leftBehind(ways));
        }
    }

    Optional<Holding> find(DatumName name) {
        return Optional.ofNullable(holdings.get(name));
    }

    /** The holding of that datum, made when there is none. */
    Holding of(Means means) {
        return holdings.computeIfAbsent(means.name(), name -> Holding.down(means));
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
        return holdings.values().stream().anyMatch(Holding::isHeld);
    }

    /** Whether a datum of that id, of another system, is about to be lowered here. */
    boolean isNamesakeLowered(DatumName name) {
        return holdings.entrySet().stream()
                .anyMatch(
                        entry ->
                                entry.getKey().datum().equals(name.datum())
                                        && !entry.getKey().equals(name)
                                        && entry.getValue().isHeld()
                                        && !entry.getValue().isUp());
    }

    void forget(DatumName name) {
        Holding gone = holdings.remove(name);
        if (gone != null && gone.isHeld()) {
            throw new AssertionError(name + " is forgotten while it is " + gone.state());
        }
    }

    /** A newer configuration is in force: where it lowers like an older one, that can go. */
    void planned(Plan plan) {
        for (Holding holding : holdings.values()) {
            plan.means(holding.name()).ifPresent(holding::configured);
        }
    }

    /**
     * Whether something may be raised under that configuration: not while so many others have to be
     * remembered for what could not be lowered yet.
     */
    boolean isRoomFor(String configurationText) {
        return holdings.values().stream()
                        .filter(Holding::isHeld)
                        .flatMap(holding -> holding.ways().stream())
                        .map(Means::configurationText)
                        .filter(text -> !text.equals(configurationText))
                        .distinct()
                        .limit(MOST_FORMER)
                        .count()
                < MOST_FORMER;
    }

    /** The next moment after that at which a down is to be tried again. */
    Moment wakeAt(Moment now) {
        Moment wake = Moment.FOREVER;
        for (Holding holding : holdings.values()) {
            if (holding.isHeld() && !holding.isUp() && holding.dueAt().isAfter(now)) {
                wake = Moment.earlier(wake, holding.dueAt());
            }
        }
        return wake;
    }
}
