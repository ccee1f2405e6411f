package flip.systems;

import static flip.systems.Given.catalog;
import static flip.systems.Given.id;
import static flip.systems.Given.server;
import static flip.systems.Given.spec;
import static flip.systems.Given.view;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import flip.membership.Server;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept of plans, and what is known from it, beside what {@link ReleasesTest} asks. */
class PlanHistoryTest {
    private static final List<Server> SERVERS = List.of(server("a"), server("b"), server("c"));
    private static final int DATA = 300;

    private final PlanHistory history = new PlanHistory();

    private static Catalog carrying(long version, int from) {
        return catalog(
                version,
                SERVERS,
                spec(
                        List.of("a", "b", "c"),
                        IntStream.range(from, from + DATA)
                                .mapToObj(Integer::toString)
                                .toArray(String[]::new)));
    }

    private void plan(Catalog catalog, long epoch, String... up) {
        history.add(Plan.of(catalog, view(epoch, catalog, up), id("a")));
    }

    /** In an agent of 32 MB whole plans of 3,000 data came to more than that. */
    @Test
    void aDatumTakesARowAndNotAnObjectForEachEpoch() throws Exception {
        Catalog catalog = carrying(0, 0);
        for (long epoch = 1; epoch <= 2 * PlanHistory.MOST; epoch++) {
            plan(
                    catalog,
                    epoch,
                    epoch % 2 == 0 ? new String[] {"a", "b"} : new String[] {"b", "c"});
        }

        Set<Object> kept = reached(history);

        assertThat(kept).noneMatch(Plan.class::isInstance).noneMatch(PlacedLot.class::isInstance);
        // Of each epoch the lists of owners that there are; of each datum its name and its row.
        assertThat(kept.size())
                .isLessThan(
                        PlanHistory.MOST * (SERVERS.size() + 2) + DATA * 4 + SERVERS.size() + 9);
    }

    @Test
    void whatNoPlanHasAnyMoreIsForgottenWithTheLastThatHadIt() throws Exception {
        plan(carrying(0, 0), 1, "a", "b");
        int before = reached(history).size();

        for (long epoch = 2; epoch <= PlanHistory.MOST; epoch++) {
            plan(carrying(1, DATA), epoch, "a", "b");
        }
        assertThat(history.neverGave(id("b"), data("1"), 1, PlanHistory.MOST)).isFalse();
        assertThat(history.neverGave(id("b"), data("1"), 2, PlanHistory.MOST)).isTrue();

        plan(carrying(1, DATA), PlanHistory.MOST + 1, "a", "b");
        assertThat(history.neverGave(id("b"), data("1"), 2, PlanHistory.MOST + 1)).isTrue();
        assertThat(reached(history).size()).isLessThan(before + 4 * PlanHistory.MOST);
    }

    @Test
    void aPlanOfTheSameEpochTakesThePlaceOfTheFormer() {
        plan(carrying(0, 0), 1, "b");
        assertThat(history.neverGave(id("b"), data("1"), 1, 1)).isFalse();

        plan(carrying(0, 0), 1, "c");
        assertThat(history.neverGave(id("b"), data("1"), 1, 1)).isTrue();
        assertThat(history.neverGave(id("c"), data("1"), 1, 1)).isFalse();
    }

    @Test
    void aDatumOfTheSameIdInAnotherSystemCounts() {
        Catalog two =
                catalog(
                        SERVERS,
                        spec(List.of("a"), "1"),
                        Given.named(spec(List.of("b"), "0", "1"), "other"));
        plan(two, 1, "a", "b");

        assertThat(history.neverGave(id("b"), data("1"), 1, 1)).isFalse();
        assertThat(history.neverGave(id("a"), data("0"), 1, 1)).isTrue();
        assertThat(history.neverGave(id("c"), data("1"), 1, 1)).isTrue();
    }

    private static ImmutableList<Datum> data(String datum) {
        return ImmutableList.of(Given.datum(datum));
    }

    /** All objects that this one leads to, each once, into collections and into our own classes. */
    private static Set<Object> reached(Object from) throws IllegalAccessException {
        Set<Object> reached = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty()) {
            Object one = next.remove();
            if (one instanceof Enum<?> || one instanceof Number || !reached.add(one)) {
                continue;
            }
            if (one instanceof Map<?, ?> map) {
                next.addAll(map.keySet());
                next.addAll(map.values());
            } else if (one instanceof Collection<?> collection) {
                next.addAll(collection);
            } else if (one.getClass().getPackageName().startsWith("flip.")) {
                for (Field field : one.getClass().getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        field.setAccessible(true);
                        Object value = field.get(one);
                        if (value != null) {
                            next.add(value);
                        }
                    }
                }
            }
        }
        return reached;
    }
}
