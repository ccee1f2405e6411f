package flip.agent.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputLinesTest {
    private final List<String> seen = new ArrayList<>();
    private final OutputLines lines = new OutputLines(seen::add);

    @Test
    void aLineMayComeInParts() {
        printAll("one\ntw", "o\nthree\n");

        assertThat(seen).containsExactly("one", "two", "three");
    }

    @Test
    void aLineWithoutAnEndIsDeliveredAtTheEnd() {
        printAll("half");

        assertThat(seen).containsExactly("half");
    }

    @Test
    void anEmptyLineIsALineAndNothingIsNone() {
        printAll("", "a\n\nb\n");

        assertThat(seen).containsExactly("a", "", "b");
    }

    @Test
    void unicodeSurvivesACutInTheMiddleOfALetter() {
        byte[] bytes = "grün → 日本\n".getBytes(UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            lines.take(bytes, i, i + 1);
        }
        lines.end();

        assertThat(seen).containsExactly("grün → 日本");
    }

    @Test
    void bytesThatAreNoTextBecomeAMark() {
        byte[] bytes = {'a', (byte) 0xff, 0, 'b', 27, '[', '1', 'm', '\t', '\r', '\n'};
        lines.take(bytes, 0, bytes.length);
        lines.end();

        assertThat(seen).containsExactly("a\uFFFD\uFFFDb\uFFFD[1m\t");
    }

    @Test
    void aLongLineIsCut() {
        printAll("x".repeat(5000) + "\nnext\n");

        assertThat(seen)
                .containsExactly(
                        "x".repeat(1024),
                        "next",
                        "(3,976 bytes more were dropped: a run may print 200 lines, 64 KiB and 1024"
                                + " bytes a line)");
    }

    @Test
    void allLinesTogetherAreBounded() {
        String line = "x".repeat(1000) + "\n";
        for (int i = 0; i < 1000; i++) {
            print(line);
        }

        assertThat(seen).hasSize(OutputLines.MOST_BYTES / line.length());
        assertThat(lines.isFull()).isTrue();

        lines.end();

        assertThat(seen).last().asString().startsWith("(935,464 bytes more were dropped");
    }

    @Test
    void exactlyAsManyLinesAsAllowedIsNotTooMany() {
        printAll("x\n".repeat(OutputLines.MOST_LINES));

        assertThat(seen).hasSize(OutputLines.MOST_LINES).allMatch("x"::equals);
    }

    private void printAll(String... parts) {
        print(parts);
        lines.end();
    }

    private void print(String... parts) {
        for (String part : parts) {
            byte[] bytes = part.getBytes(UTF_8);
            lines.take(bytes, 0, bytes.length);
        }
    }
}
