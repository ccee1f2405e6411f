package flip.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void withoutWordsEverythingIsMeasuredAndGoesToTheDocs() {
        Options options = Options.read();

        assertThat(options.wants(new CrashPart(1))).isTrue();
        assertThat(options.wantsContender("flip")).isTrue();
        assertThat(options.idle()).isEqualTo(Duration.ofMinutes(10));
        assertThat(options.out()).endsWithRaw(Path.of("docs/benchmarks.md"));
    }

    @Test
    void aPartByItselfGoesToTheDocsToo() {
        Options options = Options.read("--part", "planned,idle");

        assertThat(options.wants(new CrashPart(1))).isFalse();
        assertThat(options.wants(new PlannedPart(1))).isTrue();
        assertThat(options.out()).endsWithRaw(Path.of("docs/benchmarks.md"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--runs 5", "--idle 60", "--only flip"})
    void aTrialDoesNotTouchTheDocs(String words) {
        Options options = Options.read(words.split(" ", -1));

        assertThat(options.out()).endsWithRaw(Path.of("target/benchmarks.md"));
    }

    @Test
    void whoeverNamesAPageGetsItThere() {
        Options options = Options.read("--runs", "5", "--only", "flip", "--out", "some.md");

        assertThat(options.runs()).contains(5);
        assertThat(options.wantsContender("keepalived")).isFalse();
        assertThat(options.out()).isEqualTo(Path.of("some.md"));
    }

    @Test
    void wrongWordsAreRefusedWithASentence() {
        assertThatThrownBy(() -> Options.read("--fast")).hasMessage("no option --fast");
        assertThatThrownBy(() -> Options.read("--runs")).hasMessage("--runs needs a value");
        assertThatThrownBy(() -> Options.read("--runs", "0"))
                .hasMessage("--runs needs a number above 0, not 0");
        assertThatThrownBy(() -> Options.read("--idle", "x"))
                .hasMessage("--idle needs a number, not x");
        assertThatThrownBy(() -> Options.read("--part", "crsh"))
                .hasMessageContaining("no part crsh");
        assertThatThrownBy(() -> Options.read("--only", "corosync"))
                .hasMessageContaining("no contender corosync");
    }
}
