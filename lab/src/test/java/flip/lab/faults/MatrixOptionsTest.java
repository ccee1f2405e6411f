package flip.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixOptionsTest {
    private final Cell crash = Cells.all(Scale.WHOLE).get(0);

    @Test
    void withoutWordsEverythingIsMeasuredAndGoesToTheDocs() {
        MatrixOptions options = MatrixOptions.read();

        assertThat(Cells.all(options.scale())).allMatch(options::wants);
        assertThat(options.runsOf(crash)).isEqualTo(20);
        assertThat(options.setups()).containsExactly(Setup.values());
        assertThat(options.out()).endsWithRaw(Path.of("docs/faults.md"));
    }

    @Test
    void oneCellGoesToTheDocsToo() {
        MatrixOptions options = MatrixOptions.read("--cell", "crash", "--seed", "-7", "--resume");

        assertThat(Cells.all(options.scale())).filteredOn(options::wants).hasSize(1);
        assertThat(options.seed()).hasValue(-7);
        assertThat(options.atATime()).isEqualTo(1);
        assertThat(options.resume()).isTrue();
        assertThat(options.out()).endsWithRaw(Path.of("docs/faults.md"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--runs 2", "--quick", "--only flip"})
    void aTrialDoesNotTouchTheDocs(String words) {
        assertThat(MatrixOptions.read(words.split(" ", -1)).out())
                .endsWithRaw(Path.of("target/faults.md"));
    }

    @Test
    void onlySomeMayBeMeasured() {
        MatrixOptions options =
                MatrixOptions.read("--only", "flip", "--runs", "2", "--out", "some.md");

        assertThat(options.setups()).hasSize(4).doesNotContain(Setup.KEEPALIVED);
        assertThat(options.runsOf(crash)).isEqualTo(2);
        assertThat(options.out()).isEqualTo(Path.of("some.md"));
        assertThat(MatrixOptions.read("--only", "stop-driver").setups())
                .containsExactly(Setup.STOP_DRIVER);
    }

    @Test
    void aQuickLookIsOneRunOfEach() {
        assertThat(MatrixOptions.read("--quick").runsOf(crash)).isEqualTo(1);
        assertThat(MatrixOptions.read("--quick", "--runs", "3").runsOf(crash)).isEqualTo(3);
    }

    @Test
    void wrongWordsAreRefusedWithASentence() {
        assertThatThrownBy(() -> MatrixOptions.read("--fast")).hasMessage("no option --fast");
        assertThatThrownBy(() -> MatrixOptions.read("--cell")).hasMessage("--cell needs a value");
        assertThatThrownBy(() -> MatrixOptions.read("--cell", "crsh"))
                .hasMessageStartingWith("no cell \"crsh\"");
        assertThatThrownBy(() -> MatrixOptions.read("--only", "corosync"))
                .hasMessageStartingWith("no setup corosync, but flip, freeze-scripts");
        assertThatThrownBy(() -> MatrixOptions.read("--runs", "0"))
                .hasMessage("--runs needs a number from 1 to 1000, not 0");
        assertThatThrownBy(() -> MatrixOptions.read("--seed", "x"))
                .hasMessage("--seed needs a number, not x");
        assertThatThrownBy(() -> MatrixOptions.read("--at-a-time", "0"))
                .hasMessageContaining("--at-a-time");
        assertThat(MatrixOptions.read("--at-a-time", "4").atATime()).isEqualTo(4);
    }
}
