package flip.systems;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import flip.membership.Effect;
import flip.membership.MayHold;
import flip.membership.Promise;
import flip.membership.Rule;
import flip.membership.Rules;
import flip.membership.ServerId;
import flip.membership.View;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What this server's promises say that it may hold: what it holds when they are written, and what
 * it may raise under the view that they remember. A plan takes effect only when such a promise is
 * durable, so whatever is alive when the process dies is named in the file (I3: a start sweeps it).
 * What was given up is named until the next promise, and one is written when this server settles:
 * after it has said so, because nobody waits for that.
 */
final class Remembering {
    private final ServerId self;
    private final Rules rules;
    private final Catalogs catalogs;
    private final Holdings holdings;

    /** The plans of the promises that are on their way to the disk. */
    private final TreeMap<Long, Optional<Plan>> written = new TreeMap<>();

    private Optional<Plan> latest = Optional.empty();
    private Optional<Promise> last = Optional.empty();
    private Optional<Plan> durable = Optional.empty();

    Remembering(ServerId self, Rules rules, Catalogs catalogs, Holdings holdings) {
        this.self = self;
        this.rules = rules;
        this.catalogs = catalogs;
        this.holdings = holdings;
    }

    /** The promise as it is to be written in that life, which may have reserved the next. */
    Promise written(Effect.Persist persist, long incarnation) {
        Promise promise = persist.promise();
        latest = plan(promise);
        written.put(persist.number(), latest);
        last = Optional.of(promise.holding(mayHold(promise, incarnation)));
        return last.get();
    }

    /** Whether the promise that was written last names what is not held any more. */
    boolean namesMore(long incarnation) {
        return last.filter(promise -> !mayHold(promise, incarnation).equals(promise.mayHold()))
                .isPresent();
    }

    /** All promises up to that number are durable. */
    void persisted(long number) {
        Map.Entry<Long, Optional<Plan>> last = written.floorEntry(number);
        if (last != null) {
            durable = last.getValue();
            written.headMap(number, true).clear();
        }
    }

    /** The plan of that view, once all that it gives to this server is remembered. */
    Optional<Plan> plan(View view) {
        return durable.filter(plan -> plan.view().equals(view));
    }

    private Optional<Plan> plan(Promise promise) {
        View view = promise.known();
        if (!view.isFormed() || latest.filter(plan -> plan.view().equals(view)).isPresent()) {
            return view.isFormed() ? latest : Optional.empty();
        }
        return catalogs.inForce(view)
                .or(
                        () ->
                                Optional.of(promise.configurationText())
                                        .filter(text -> !text.isEmpty())
                                        .map(catalogs::read)
                                        .filter(catalog -> Catalogs.isOf(view, catalog)))
                .map(catalog -> Plan.of(catalog, view, self));
    }

    private MayHold mayHold(Promise promise, long incarnation) {
        Map<String, Map<String, Set<String>>> byText = new LinkedHashMap<>();
        for (Holding holding : holdings.all()) {
            if (holding.isHeld()) {
                holding.ways().forEach(way -> add(way, byText));
            }
        }
        // In an earlier life nothing more is raised (R7).
        if (promise.known().isUp(self, promise.identity(), incarnation)
                && rules.has(Rule.REMEMBERED_BEFORE_ALIVE)) {
            latest.ifPresent(
                    plan ->
                            plan.ours().stream()
                                    .flatMap(placed -> placed.means().stream())
                                    .forEach(means -> add(means, byText)));
        }
        ImmutableList.Builder<MayHold.Part> parts = ImmutableList.builder();
        byText.forEach((text, systems) -> parts.add(new MayHold.Part(text, sorted(systems))));
        return new MayHold(false, parts.build());
    }

    private static void add(Means means, Map<String, Map<String, Set<String>>> byText) {
        byText.computeIfAbsent(means.configurationText(), text -> new TreeMap<>())
                .computeIfAbsent(means.spec().name(), system -> new TreeSet<>())
                .add(means.datum().id());
    }

    private static ImmutableSortedMap<String, ImmutableSortedSet<String>> sorted(
            Map<String, Set<String>> systems) {
        ImmutableSortedMap.Builder<String, ImmutableSortedSet<String>> sorted =
                ImmutableSortedMap.naturalOrder();
        systems.forEach((system, data) -> sorted.put(system, ImmutableSortedSet.copyOf(data)));
        return sorted.buildOrThrow();
    }
}
