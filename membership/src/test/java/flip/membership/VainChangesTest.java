package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a change that one voter asks for and the others cannot agree to. */
final class VainChangesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Timing TIMING = Conversation.quick();

    private final Conversation cluster = new Conversation(TIMING, Rules.ALL, "a", "b", "c", "n");
    private final List<Letter> prepares = new ArrayList<>();

    /** Of the voters only a reaches n, which wants to be up. */
    @BeforeEach
    void onlyOneReachesN() {
        cluster.start("a", "b", "c", "n").runFor(SECOND).crash("n");
        cluster.runUntil(() -> cluster.view("a").endsWith("n down"));
        cluster.cutBoth("b", "n").cutBoth("c", "n").lose(this::isLost);
        cluster.start("n").runFor(SECOND);
        assertThat(prepares).isNotEmpty();
    }

    private boolean isLost(Letter letter) {
        if (letter.body() instanceof Message.Prepare && letter.to().equals("b")) {
            prepares.add(letter);
        }
        return letter.body() instanceof Message.Relay;
    }

    @Test
    void whatIsInVainIsAskedMoreAndMoreRarely() {
        cluster.runFor(SECOND.multipliedBy(4));
        prepares.clear();

        cluster.runFor(SECOND.multipliedBy(10));

        long most = SECOND.multipliedBy(10).dividedBy(TIMING.longestGrant().multipliedBy(2));
        assertThat(prepares).as("rounds of ten seconds").hasSizeBetween(1, (int) most);
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up, n down");
    }

    @Test
    void whatIsInVainHoldsUpNoOtherChange() {
        for (int times = 0; times < 20; times++) {
            cluster.runFor(Duration.ofMillis(401)).crash("c");
            Moment crashed = cluster.now();

            cluster.runUntil(() -> cluster.view("a").contains("c down"));

            assertThat(cluster.now().since(crashed))
                    .as("time %s", times)
                    .isLessThan(TIMING.longestGrant().plusMillis(10));
            cluster.start("c").runUntil(() -> cluster.view("a").contains("c up"));
            cluster.runFor(TIMING.longestGrant().multipliedBy(2));
        }
    }

    @Test
    void whatWasInVainIsMadeSoonAfterItNoLongerIs() {
        cluster.runFor(SECOND.multipliedBy(10));
        Moment healed = cluster.now();

        cluster.heal().runUntil(() -> cluster.view("a").endsWith("n up"));

        assertThat(cluster.now().since(healed))
                .isLessThan(TIMING.longestGrant().multipliedBy(2).plus(SECOND.dividedBy(5)));
    }
}
