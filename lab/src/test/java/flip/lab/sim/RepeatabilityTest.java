package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The same seed gives the same trace. */
class RepeatabilityTest {
    private static final Swarm SWARM = Swarm.ALL.chaos(24);

    @Test
    void theSameSeedGivesTheSameTrace() {
        for (long seed = 1; seed <= 6; seed++) {
            Report once = Seed.run(seed, SWARM);
            Report again = Seed.run(seed, SWARM);

            assertThat(again.hash()).as("trace of seed %d", seed).isEqualTo(once.hash());
            assertThat(again.steps()).isEqualTo(once.steps());
            assertThat(again.messages()).isEqualTo(once.messages());
            assertThat(again.elapsed()).isEqualTo(once.elapsed());
        }
    }

    @Test
    void theSameSeedGivesTheSameWords() {
        List<String> once = new ArrayList<>();
        List<String> again = new ArrayList<>();

        Report told = Seed.replay(7, SWARM, Rules.ALL, once::add, true);
        Seed.replay(7, SWARM, Rules.ALL, again::add, true);

        assertThat(once).hasSizeGreaterThan(100).isEqualTo(again);
        assertThat(told.hash())
                .as("telling the story changes nothing of it")
                .isEqualTo(Seed.run(7, SWARM).hash());
    }

    @Test
    void otherSeedsGiveOtherTraces() {
        long traces =
                LongStream.rangeClosed(1, 6)
                        .map(seed -> Seed.run(seed, SWARM).hash())
                        .distinct()
                        .count();

        assertThat(traces).isEqualTo(6);
    }
}
