package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RehearsalTest {
    @Test
    void everyMoveIsPlayedToItsEnd() {
        assertThat(Rehearsal.play(3, () -> false)).isEqualTo(3);
    }

    @Test
    void itEndsInTheMiddleOfAMoveWhenItsTimeIsOver() {
        int[] looks = new int[1];

        int moves = Rehearsal.play(1_000_000, () -> ++looks[0] > 2_000);

        assertThat(moves).isBetween(1, 100);
        assertThat(looks[0]).isLessThan(2_100);
    }
}
