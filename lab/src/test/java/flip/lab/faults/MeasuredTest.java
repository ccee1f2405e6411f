package flip.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import flip.lab.e2e.Timeline;
import flip.lab.e2e.Timeline.Change;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasuredTest {
    private static final String ADDRESS = "192.168.0.1";
    private static final Map<String, String> HOME = Map.of(ADDRESS, "a");

    @Test
    void thereAndBackAreTwoMoves() {
        assertThat(Measured.moves(HOME, List.of(left("a"), came("b"), left("b"), came("a"))))
                .isEqualTo(2);
    }

    @Test
    void whoTakesItsOwnAgainMovesNothing() {
        assertThat(Measured.moves(HOME, List.of(left("a"), came("a")))).isZero();
    }

    @Test
    void theAddressOfAHostItselfIsNotCounted() {
        assertThat(Measured.moves(HOME, List.of(new Change(1, "a", "10.90.0.1", true)))).isZero();
    }

    @Test
    void aTableThatSaysNothingOfAMeasureBreaksNoClaimAboutIt() {
        Measured measured = new Measured(Map.of(Measure.PLUMBED, 1.0));

        assertThat(measured.breaks(Requirement.worst(Measure.PLUMBED, 0))).isTrue();
        assertThat(measured.breaks(Requirement.worst(Measure.PLUMBED, 1))).isFalse();
        assertThat(measured.breaks(Requirement.worst(Measure.GIVEN_UP, 0))).isFalse();
        assertThat(measured.breaks(Requirement.sum(Measure.PLUMBED, 0))).isFalse();
    }

    private static Timeline.Change came(String host) {
        return new Change(1, host, ADDRESS, true);
    }

    private static Timeline.Change left(String host) {
        return new Change(1, host, ADDRESS, false);
    }
}
