package flip.systems;

import static flip.systems.Given.id;
import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Effect;
import flip.membership.Message;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox();

    private static Effect.Say say(String to, long after) {
        return new Effect.Say(id(to), new Message.ViewWanted(), after);
    }

    @Test
    void whatDependsOnAPromiseWaitsForIt() {
        outbox.promised(1);
        outbox.promised(2);
        outbox.promised(3);
        outbox.hold(say("a", 2));
        outbox.hold(say("b", 1));
        outbox.hold(say("c", 3));

        assertThat(outbox.isFree(say("d", 0))).isTrue();
        assertThat(outbox.isFree(say("d", 1))).isFalse();
        assertThat(outbox.behind()).isEqualTo(3);
        assertThat(outbox.persisted(2)).containsExactly(say("a", 2), say("b", 1));
        assertThat(outbox.isFree(say("d", 2))).isTrue();
        assertThat(outbox.behind()).isEqualTo(1);
        assertThat(outbox.persisted(3)).containsExactly(say("c", 3));
        assertThat(outbox.behind()).isZero();
    }

    @Test
    void anEarlierNumberTakesNothingBack() {
        outbox.promised(2);
        outbox.persisted(2);
        outbox.persisted(1);

        assertThat(outbox.isFree(say("a", 2))).isTrue();
    }

    @Test
    void aDiskThatStandsStillForLongLosesTheOldest() {
        outbox.promised(1);
        for (int said = 0; said < Outbox.MOST; said++) {
            assertThat(outbox.hold(say("s" + said, 1))).isFalse();
        }

        assertThat(outbox.hold(say("s" + Outbox.MOST, 1))).isTrue();
        assertThat(outbox.hold(say("s" + (Outbox.MOST + 1), 1))).as("told once").isFalse();

        assertThat(outbox.persisted(1))
                .hasSize(Outbox.MOST)
                .startsWith(say("s2", 1))
                .endsWith(say("s" + (Outbox.MOST + 1), 1));
    }
}
