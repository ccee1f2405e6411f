package flip.systems;

import static flip.systems.Given.catalog;
import static flip.systems.Given.documented;
import static flip.systems.Given.stopping;
import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Rule;
import flip.membership.Rules;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The must-fail controls of rule R11 that random simulation does not find: the same steps break I3
 * without the rule, and not with it.
 */
class ReleaseControlsTest {
    private static final String DATUM = "192.168.0.1";
    private static final List<String> ALL_UP = List.of("192.168.0.1 flip1", "192.168.0.2 flip");
    private static final List<String> FLIP_HAS_BOTH =
            List.of("192.168.0.1 flip", "192.168.0.2 flip");
    private static final Catalog STOPPING =
            catalog(
                    documented().configuration().roster().servers(),
                    stopping(Given.ip(documented())));

    private static Catalog read(String text) {
        throw new IllegalArgumentException("nobody has any other configuration: " + text);
    }

    /** The owner of the datum is dead, and flip has taken it over. */
    private static Neighborhood takenOver(Rules rules) {
        Neighborhood all = new Neighborhood(STOPPING, ReleaseControlsTest::read);
        all.allStart(rules);
        all.until(() -> all.table().equals(ALL_UP));
        all.house("flip1").dies();
        all.house("flip1").raised.clear();
        all.until(() -> all.table().equals(FLIP_HAS_BOTH));
        all.passes(Duration.ofSeconds(5));
        all.mostHolders.clear();
        return all;
    }

    /** The owner comes back. */
    private static Neighborhood givenBack(Rules rules) {
        Neighborhood all = takenOver(rules);
        all.house("flip1").starts(STOPPING, ReleaseControlsTest::read, rules);
        all.until(() -> all.table().equals(ALL_UP));
        return all;
    }

    @Test
    void withoutTheExactEpochWhatWasSaidBeforeItHadTheDatumCounts() {
        assertThat(givenBack(Rules.without(Rule.RELEASE_OF_EXACT_EPOCH)).mostHolders)
                .as("I3")
                .containsEntry(DATUM, 2);
        assertThat(givenBack(Rules.ALL).mostHolders).containsEntry(DATUM, 1);
    }

    /**
     * The holder is cut off just after its lease was renewed. Another machine with its id starts,
     * and hears the others; then the owner comes back.
     */
    private static Neighborhood anotherMachineSpeaks(Rules rules) {
        Neighborhood all = takenOver(rules);
        Duration nearlyWhole = Given.TIMING.pingTimeout().minus(Duration.ofMillis(100));
        all.until(() -> all.house("flip").status().leaseLeft().compareTo(nearlyWhole) > 0);
        all.cut("flip");
        all.build("flip'").starts(STOPPING, ReleaseControlsTest::read, rules);
        all.passes(Given.TIMING.gossipInterval().minus(Duration.ofMillis(100)));
        all.house("flip1").starts(STOPPING, ReleaseControlsTest::read, rules);
        all.until(() -> all.house("flip1").raised.contains(DATUM));
        return all;
    }

    @Test
    void withoutTheIncarnationWhatAnotherMachineWithItsIdSaysCounts() {
        assertThat(anotherMachineSpeaks(Rules.without(Rule.RELEASE_OF_INCARNATION)).mostHolders)
                .as("I3")
                .containsEntry(DATUM, 2);
        assertThat(anotherMachineSpeaks(Rules.ALL).mostHolders).containsEntry(DATUM, 1);
    }
}
