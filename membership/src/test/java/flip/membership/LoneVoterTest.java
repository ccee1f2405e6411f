package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one voter answers when exactly these messages reach it, and no others. */
final class LoneVoterTest {
    private static final Standing NEW = new Standing(0, Standing.State.OUT, 0, false);
    private static final Standing UP = new Standing(55, Standing.State.UP, 1, false);
    private static final Standing DOWN = new Standing(55, Standing.State.DOWN, 1, false);

    private static boolean isAccepted(List<Message.Body> said) {
        return said.stream().anyMatch(Message.Accepted.class::isInstance);
    }

    /** R5, I10: it missed the view that let the server in, but granted to it. */
    @Test
    void itLooksAtALifeOfWhichTheViewThatItKnowsHasNeverHeard() {
        LoneVoter voter = new LoneVoter(NEW);
        assertThat(isAccepted(voter.isAskedToAccept(voter.view(3, UP)))).isTrue();
        assertThat(voter.grants(55).length()).isEqualTo(LoneVoter.L);

        assertThat(isAccepted(voter.isAskedToAccept(voter.view(4, DOWN))))
                .as("a grant of it is on")
                .isFalse();
        assertThat(voter.grants(55)).as("R8: its end was asked for").isEqualTo(Grant.NONE);

        voter.passes(LoneVoter.L.plus(LoneVoter.GUARD).plusMillis(1));
        assertThat(isAccepted(voter.isAskedToAccept(voter.view(4, DOWN)))).isTrue();
    }

    /** R8: a view that can no longer be chosen binds nobody. */
    @Test
    void anotherViewOfTheEpochThatItKnowsIsNotEvenLookedAt() {
        LoneVoter voter = new LoneVoter(UP);
        voter.hears("p", new Message.Decided(voter.view(2, UP)));

        assertThat(isAccepted(voter.isAskedToAccept(voter.view(2, DOWN)))).isFalse();

        assertThat(voter.grants(55).length()).isEqualTo(LoneVoter.L);
        assertThat(isAccepted(voter.isAskedToAccept(voter.view(2, UP))))
                .as("the known view itself may be proposed again")
                .isTrue();
    }

    /** R6: after a restart it would wait only for the longest grant that its disk knows. */
    @Test
    void itGrantsForNoLongerThanAnyViewEverSaid() {
        LoneVoter voter = new LoneVoter(UP, Duration.ofSeconds(10));

        assertThat(voter.grants(55).length()).isEqualTo(LoneVoter.L);
    }

    /** R10: who records what a former disk said must not take a server's lease with it. */
    @Test
    void aRecordedMessageOfAFormerDiskDoesNotTakeTheEchoOfThePresentOne() {
        LoneVoter voter = new LoneVoter(UP);
        voter.grants(55);
        long present = voter.stamp();

        voter.hearsRecorded("nx", 44);
        assertThat(voter.echoTo("nx")).isEqualTo(present);

        voter.passes(LoneVoter.L.plusMillis(1));
        voter.hearsRecorded("nx", 44);
        assertThat(voter.echoTo("nx")).as("a new disk gets its turn").isEqualTo(voter.stamp());
    }
}
