package flip.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a driver says is understood, whatever its reasons are made of. */
class SaidTest {
    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\u0085b", "a\u2028b", "a\u2029b", "a\0b", "  ", ""})
    void aReasonMayHoldAnyCharacter(String reason) {
        assertThat(Said.of("7 failed " + reason))
                .isEqualTo(new Said.Answer(7, Said.Verdict.FAILED, reason));
        assertThat(Said.of("7 unleased " + reason))
                .isEqualTo(new Said.Answer(7, Said.Verdict.UNLEASED, reason));
        assertThat(Said.of("unreleased my%20ip 1 " + reason))
                .isEqualTo(new Said.Unreleased("my ip", "1", reason));
        assertThat(Said.of("hello 1 " + reason)).isEqualTo(new Said.Hello(1, reason));
    }

    @Test
    void aCarriageReturnAtTheEndIsNoPartOfALine() {
        assertThat(Said.of("7 ok\r")).isEqualTo(new Said.Answer(7, Said.Verdict.OK, ""));
        assertThat(Said.of("waiting 12\r")).isEqualTo(new Said.Waiting(12));
        assertThat(Said.of("lost ip 1\r")).isEqualTo(new Said.Lost("ip", "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r", "ok", "7 fine", "1234567890123456789 ok", "lost ip"})
    void whatIsNoLineOfTheProtocolIsStrange(String line) {
        assertThat(Said.of(line)).isInstanceOf(Said.Strange.class);
    }

    @Test
    void whatIsShownIsShortAndPlain() {
        assertThat(Said.shown("a\nb" + "x".repeat(1 << 20))).hasSize(200).startsWith("a\uFFFDbx");
    }
}
