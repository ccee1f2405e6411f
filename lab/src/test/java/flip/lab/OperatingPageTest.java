package flip.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every line of the log that docs/operating.md quotes is one that the code writes: whoever looks
 * for it at night looks for its words.
 */
class OperatingPageTest {
    private static final Path ROOT = Path.of(System.getProperty("flip.repository", ".."));

    /** The first cell of a row, quoted. */
    private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

    /**
     * What stands for something that differs: a capital letter or word, or three points; and where
     * the code may have put a line together, as in "waiting: ".
     */
    private static final Pattern DIFFERS = Pattern.compile("\\b[A-Z]+\\b|\\.\\.\\.|(?<=:) ");

    /** String literals, as far as only a plus is between them. */
    private static final Pattern JOINED =
            Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"(?:\\s*\\+\\s*\"(?:[^\"\\\\\n]|\\\\.)*\")*");

    private static final Pattern BETWEEN = Pattern.compile("\"\\s*\\+\\s*\"");

    @Test
    void everyQuotedLineIsWrittenByTheCode() throws IOException {
        List<String> said = said();
        List<String> unknown = new ArrayList<>();
        List<String> quotes = quotes();
        for (String quote : quotes) {
            for (String part : DIFFERS.splitAsStream(quote).toList()) {
                String words = part.strip();
                if (!words.isEmpty() && said.stream().noneMatch(text -> text.contains(words))) {
                    unknown.add("\"" + words + "\" of \"" + quote + "\"");
                }
            }
        }

        assertThat(quotes).hasSizeGreaterThan(10);
        assertThat(unknown).isEmpty();
    }

    private static List<String> quotes() throws IOException {
        List<String> quotes = new ArrayList<>();
        Matcher row = ROW.matcher(Files.readString(ROOT.resolve("docs/operating.md")));
        while (row.find()) {
            quotes.add(row.group(1));
        }
        return quotes;
    }

    private static List<String> said() throws IOException {
        List<String> said = new ArrayList<>();
        for (String module : List.of("membership", "systems", "agent")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    Matcher joined = JOINED.matcher(Files.readString(file));
                    while (joined.find()) {
                        said.add(BETWEEN.matcher(joined.group()).replaceAll(""));
                    }
                }
            }
        }
        return said;
    }
}
