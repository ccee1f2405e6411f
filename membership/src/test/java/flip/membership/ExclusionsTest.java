package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a view keeps a server from a lot: no longer than a life of that server is up in it. */
final class ExclusionsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Exclusion OF_C = new Exclusion(new ServerId("c"), "ip", "1");

    private final Conversation cluster =
            new Conversation(Conversation.quick(), Rules.ALL, "a", "b", "c");

    @BeforeEach
    void allAreUp() {
        cluster.start("a", "b", "c").runFor(SECOND);
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");
    }

    private List<Exclusion> exclusions() {
        return cluster.get("a").view().exclusions().asList();
    }

    private void excludeC() {
        cluster.excluding("c", "ip", "1");
        cluster.runUntil(() -> exclusions().equals(List.of(OF_C)));
    }

    @Test
    void theViewInWhichAServerIsDownKeepsItFromNothing() {
        excludeC();

        cluster.crash("c").runUntil(() -> cluster.view("a").endsWith("c down"));

        assertThat(exclusions()).isEmpty();
    }

    @Test
    void theViewInWhichAServerIsOutKeepsItFromNothing() {
        excludeC();

        cluster.leave("c");
        cluster.runUntil(() -> cluster.view("a").endsWith("c out"));

        assertThat(exclusions()).isEmpty();
    }

    /** Seed 33004507: b, which does not hear c any more, would propose it again and again. */
    @Test
    void whatWasTakenBackUnheardIsNotProposedForEver() {
        List<Letter> proposals = new ArrayList<>();
        cluster.lose(letter -> proposesAnExclusion(letter) && proposals.add(letter));
        cluster.excluding("c", "ip", "1");
        cluster.runUntil(() -> proposals.stream().anyMatch(it -> it.from().equals("b")));
        cluster.cutBoth("b", "c").excluding("c", "ip");
        cluster.lose(letter -> proposesAnExclusion(letter) && !proposals.add(letter));
        cluster.runFor(SECOND.multipliedBy(4));
        proposals.clear();

        cluster.runFor(SECOND.multipliedBy(10));

        assertThat(proposals).isEmpty();
        assertThat(exclusions()).isEmpty();
    }

    private static boolean proposesAnExclusion(Letter letter) {
        return letter.body() instanceof Message.Prepare prepare
                && prepare.changes().stream().anyMatch(it -> it instanceof Change.Exclude);
    }

    @Test
    void whatThoseAskedForWhoNeverComeBackTakesNoPlace() {
        String[] all =
                IntStream.range(0, View.MOST_EXCLUSIONS)
                        .mapToObj(String::valueOf)
                        .toArray(String[]::new);
        cluster.excluding("c", "ip", all);
        cluster.runUntil(() -> exclusions().size() == View.MOST_EXCLUSIONS);
        cluster.crash("c").runUntil(() -> cluster.view("a").endsWith("c down"));

        cluster.excluding("b", "ip", "1");

        cluster.runUntil(
                () -> exclusions().equals(List.of(new Exclusion(new ServerId("b"), "ip", "1"))));
    }

    /** Else it would be given the lot, another would give it up, and then take it once more. */
    @Test
    void aServerComesUpInAViewThatKeepsItFromWhatItStillFailsAt() {
        excludeC();
        cluster.isolate("c").runUntil(() -> cluster.view("a").endsWith("c down"));
        assertThat(exclusions()).isEmpty();

        cluster.heal().runUntil(() -> cluster.view("a").endsWith("c up"));

        assertThat(exclusions()).containsExactly(OF_C);
    }

    @Test
    void aServerThatWasStartedAnewIsKeptFromNothing() {
        excludeC();

        cluster.crash("c").start("c").runFor(SECOND);

        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");
        assertThat(exclusions()).isEmpty();
    }

    /** A view of a version that kept them, or one that was written by hand. */
    @Test
    void theNextViewDropsWhatAnEarlierOneKeptOfAServerThatIsNotUp() {
        cluster.crash("c").runUntil(() -> cluster.view("a").endsWith("c down"));
        View view = cluster.get("a").view();
        View keeping =
                new View(
                        view.lineage(),
                        view.generation(),
                        view.epoch(),
                        view.configurationVersion(),
                        view.configurationDigest(),
                        view.longestGrant(),
                        view.quorum(),
                        view.standings(),
                        ImmutableSortedSet.of(OF_C));

        assertThat(new Amendment(keeping, Rules.ALL).view().exclusions()).isEmpty();
    }
}
