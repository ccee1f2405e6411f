package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSortedSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whose mistake a second view of an epoch is. */
final class RegisterTest {
    private static final Moment NOW = new Moment(0);
    private static final View KNOWN = Samples.view();
    private static final View SECOND =
            new View(
                    KNOWN.lineage(),
                    KNOWN.generation(),
                    KNOWN.epoch(),
                    KNOWN.configurationVersion(),
                    KNOWN.configurationDigest(),
                    KNOWN.longestGrant(),
                    KNOWN.quorum(),
                    KNOWN.standings(),
                    ImmutableSortedSet.of());

    private final Self self = self();
    private final Register register = register(self);
    private final Doing doing = new Doing(self.ledger());

    private static Self self() {
        Configuration file = Files.of(1, Conversation.quick(), "flip", "flip1");
        Optional<Promise> promise = Optional.of(Samples.promise());
        return new Self(
                Samples.FLIP,
                Rules.ALL,
                new SplittableRandom(1),
                Ledger.of(promise, new SplittableRandom(1)),
                new Members(Samples.FLIP, Rules.ALL, NOW),
                new Configurations(text -> file, file, promise));
    }

    private static Register register(Self self) {
        Life life = new Life(self);
        Doomed doomed = new Doomed(Rules.ALL);
        Excluding excluding = new Excluding();
        Grants grants = new Grants(self, doomed);
        Opinions opinions = new Opinions(self, life, grants, doomed, excluding, NOW);
        Proposer proposer = new Proposer(self, new Agenda(self, life, doomed, excluding), opinions);
        return new Register(
                self, life, new Leases(self), doomed, opinions, proposer, new Lineages(self));
    }

    @Test
    void aPeersIsNotTakenAndTheLogIsToldOnce() {
        assertThat(register.learned(NOW, SECOND, doing)).isFalse();
        assertThat(register.learned(NOW, SECOND, doing)).isFalse();

        List<Effect> effects = doing.finished();
        assertThat(effects).filteredOn(effect -> effect instanceof Effect.Note).hasSize(1);
        assertThat(self.known()).isEqualTo(KNOWN);
    }

    /** I1: then this server has counted wrongly, or forgotten, and must do nothing more. */
    @Test
    void ofThisServersOwnRoundItStopsTheProcess() {
        assertThatThrownBy(() -> register.chosen(NOW, SECOND, doing))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("I1: two views of one epoch are chosen");
    }

    @Test
    void theKnownViewOnceMoreIsNoNews() {
        assertThat(register.chosen(NOW, KNOWN, doing)).isFalse();
    }
}
