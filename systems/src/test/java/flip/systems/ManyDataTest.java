package flip.systems;

import static flip.systems.Given.catalog;
import static flip.systems.Given.server;
import static flip.systems.Given.spec;
import static flip.systems.Given.view;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import flip.membership.Server;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What one script run costs does not depend on how many data there are: a node that has to look at
 * thousands of them each time answers no ping meanwhile, and loses its lease.
 */
class ManyDataTest {
    private static final List<Server> SERVERS = List.of(server("a"), server("b"), server("c"));
    private static final Splitter WORDS = Splitter.on(' ');
    private static final int FEW = 100;
    private static final int MANY = 4 * FEW;

    /** Twice as many as in proportion would be noticed; it would be four times as many. */
    private static final int MOST = 2 * MANY / FEW;

    /** How many comparisons it takes until nothing is to be done any more. */
    private static long comparisons(int data, BiFunction<Stage, String, List<String>> aliveEnds) {
        Stage stage = Stage.of("a");
        stage.says("b", 1);
        stage.says("c", 1);
        String[] ids = IntStream.range(0, data).mapToObj(Integer::toString).toArray(String[]::new);
        Catalog catalog = catalog(SERVERS, spec(List.of("a"), ids));
        stage.installs(view(1, catalog, "a", "b", "c"), catalog);
        Queue<String> todo = new ArrayDeque<>(stage.look());
        int ended = 0;
        while (!todo.isEmpty()) {
            List<String> words = WORDS.splitToList(todo.remove());
            if (words.get(0).equals("alive")) {
                todo.addAll(aliveEnds.apply(stage, words.get(1)));
                ended++;
            } else if (words.get(0).equals("down")) {
                todo.addAll(stage.lowers(words.get(1)));
            }
        }
        assertThat(ended).isEqualTo(data);
        return stage.comparisons;
    }

    @Test
    void whatIsRaisedCostsAsMuchAmongManyDataAsAmongFew() {
        long few = comparisons(FEW, Stage::raises);

        assertThat(few).isGreaterThan(FEW);
        assertThat(comparisons(MANY, Stage::raises)).isLessThan(few * MOST);
    }

    @Test
    void whatFailsCostsAsMuchAmongManyDataAsAmongFew() {
        long few = comparisons(FEW, Stage::failsToRaise);

        assertThat(few).isGreaterThan(FEW);
        assertThat(comparisons(MANY, Stage::failsToRaise)).isLessThan(few * MOST);
    }
}
