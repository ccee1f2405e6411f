package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which configurations one server keeps. */
class ConfigurationsTest {
    private static final Configuration FIRST = Files.of(5, Conversation.quick(), "a", "b", "c");

    private final Configurations configurations =
            new Configurations(text -> FIRST, FIRST, Optional.empty());

    private static Configuration of(long version, long digest) {
        return Files.differing(FIRST, version, digest);
    }

    private static View view(Configuration inForce) {
        Standing up = new Standing(1, Standing.State.UP, 1, true);
        return new View(
                1,
                1,
                1,
                inForce.version(),
                inForce.digest(),
                Duration.ofSeconds(1),
                2,
                ImmutableSortedMap.of(
                        new ServerId("a"), up, new ServerId("b"), up, new ServerId("c"), up),
                View.NONE.exclusions());
    }

    @Test
    void ofAllThatOthersBringOnlyTheHighestIsKept() {
        View known = view(FIRST);
        configurations.learned(known);

        for (long version = 60; version > 5; version--) {
            assertThat(configurations.offered(of(version, 1), known)).isEqualTo(version == 60);
        }
        assertThat(configurations.offered(of(61, 1), known)).isTrue();

        for (long version = 6; version < 61; version++) {
            assertThat(configurations.find(new Edition(version, 1))).isEmpty();
        }
        assertThat(configurations.highest(known).version()).isEqualTo(61);
    }

    @Test
    void aCandidateWithoutChanceGivesWayToTheOneInForce() {
        configurations.learned(view(FIRST));
        assertThat(configurations.offered(of(6, 1), view(FIRST))).isTrue();

        View known = view(of(6, 2));
        configurations.learned(known);

        assertThat(configurations.isContradicted(known)).as("it is not its own").isFalse();
        assertThat(configurations.offered(of(6, 2), known)).isTrue();
        assertThat(configurations.inForce(known)).contains(of(6, 2));
    }

    @Test
    void aCandidateWithOtherVotersThatCameBeforeTheClusterWasKnownKeepsNoneOut() {
        Configuration others = Files.of(9, Conversation.quick(), "a", "b", "d");
        assertThat(configurations.offered(others, View.NONE)).isTrue();

        View known = view(FIRST);
        configurations.learned(known);

        assertThat(configurations.candidateText(known)).isEmpty();
        assertThat(configurations.offered(of(8, 1), known)).isTrue();
        assertThat(configurations.candidateText(known)).isEqualTo(of(8, 1).text());
    }

    @Test
    void whatMayBeAgreedToNextIsWrittenDownWhoeverBroughtIt() {
        View known = view(FIRST);
        configurations.learned(known);
        assertThat(configurations.candidateText(known)).isEmpty();

        assertThat(configurations.brought(of(6, 1), known)).isTrue();

        assertThat(configurations.candidateText(known)).isEqualTo(of(6, 1).text());
        assertThat(configurations.candidateText(view(of(6, 1)))).isEmpty();
    }

    @Test
    void itsOwnOfTheSameVersionGivesWayOnlyToAnOperator() {
        View known = view(of(5, 2));
        configurations.learned(known);
        assertThat(configurations.isContradicted(known)).isTrue();

        assertThat(configurations.offered(of(5, 2), known)).isFalse();
        assertThat(configurations.isUnusable(known)).isTrue();

        assertThat(configurations.brought(of(5, 2), known)).isTrue();
        assertThat(configurations.isUnusable(known)).isFalse();
        assertThat(configurations.inForce(known)).contains(of(5, 2));
    }

    @Test
    void theOneInForceIsTakenThoughItIsLowerThanItsOwn() {
        View known = view(of(3, 2));
        configurations.learned(known);

        assertThat(configurations.offered(of(2, 2), known)).isFalse();
        assertThat(configurations.offered(of(3, 2), known)).isTrue();
        configurations.learned(known);

        assertThat(configurations.latest().version()).isEqualTo(3);
        assertThat(configurations.told(known)).as("its own is still to be agreed").isEqualTo(FIRST);
    }

    @Test
    void whatWasRefusedIsRememberedForALittleWhile() {
        for (long digest = 0; digest < 100; digest++) {
            configurations.refused(new Edition(6, digest));
        }

        assertThat(configurations.isRefused(new Edition(6, 99))).isTrue();
        assertThat(configurations.isRefused(new Edition(6, 92))).isTrue();
        assertThat(configurations.isRefused(new Edition(6, 91))).isFalse();
    }
}
