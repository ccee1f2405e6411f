package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What waits for which promise. */
class LedgerTest {
    private static final ServerId PEER = new ServerId("b");
    private static final Message.Body ANSWER =
            new Message.Refused(new Round(1, 1, Ballot.ZERO), Ballot.ZERO);

    private final Ledger ledger = Ledger.of(Optional.empty(), new SplittableRandom(1));

    private Effect.Say said() {
        Doing doing = new Doing(ledger);
        doing.sayDurably(PEER, ANSWER);
        return (Effect.Say) doing.finished().stream().reduce((first, last) -> last).orElseThrow();
    }

    @Test
    void whatIsSaidWaitsForThePromiseThatBinds() {
        assertThat(said().after()).isEqualTo(1);

        ledger.promised(new Ballot(1, "b"));

        assertThat(said().after()).isEqualTo(2);
        assertThat(said().after()).isEqualTo(2);
    }

    @Test
    void nothingThatIsSaidWaitsUntilWhatWasGivenUpIsOffTheList() {
        assertThat(said().after()).isEqualTo(1);

        ledger.rewrite();

        assertThat(said().after()).isEqualTo(1);
        assertThat(ledger.flush()).as("written already").isEmpty();

        ledger.rewrite();
        ledger.promised(new Ballot(1, "b"));

        assertThat(said().after()).isEqualTo(3);
    }
}
