package flip.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the text of the repository itself must and must not say. */
class RepositoryTextTest {
    private static final int LONGEST_FILE_LINES = 400;
    private static final int LARGEST_TEXT_BYTES = 2_000_000;

    private static final Set<String> NOT_OURS =
            Set.of(".git", ".idea", ".vscode", "target", "node_modules", "data");

    /** Put together here, so that this file passes its own test. */
    private static final Pattern PATH_OF_A_PERSON =
            Pattern.compile(
                    "(?<![\\w.$}*/-])/(?:" + "home|Users|root|work|builds)/[\\w.]|C:\\\\Users");

    private static final Pattern UNFINISHED =
            Pattern.compile("\\b(?:TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    private record Text(String name, List<String> lines) {}

    private static List<Text> texts = List.of();

    @BeforeAll
    static void readTheRepository() throws IOException {
        Path root = Path.of(System.getProperty("flip.repository", ".."));
        List<Text> read = new ArrayList<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes facts) {
                        boolean ours =
                                at.equals(root) || !NOT_OURS.contains(at.getFileName().toString());
                        return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes facts)
                            throws IOException {
                        if (facts.isRegularFile() && facts.size() <= LARGEST_TEXT_BYTES) {
                            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                            if (text.indexOf('\0') < 0 && !file.endsWith(".git")) {
                                read.add(
                                        new Text(
                                                root.relativize(file).toString(),
                                                text.lines().toList()));
                            }
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        texts = List.copyOf(read);
    }

    @Test
    void theRepositoryWasFound() {
        assertThat(texts).extracting(Text::name).contains("pom.xml", "README.md");
    }

    @Test
    void noFileNamesAPathOfSomebodysMachine() {
        assertThat(linesWith(PATH_OF_A_PERSON)).isEmpty();
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(linesWith(UNFINISHED)).isEmpty();
    }

    @Test
    void noJavaFileHidesAQuestionThatWantsItsOwnType() {
        assertThat(texts)
                .filteredOn(text -> text.name().endsWith(".java"))
                .filteredOn(text -> text.lines().size() > LONGEST_FILE_LINES)
                .extracting(text -> text.name() + ": " + text.lines().size() + " lines")
                .isEmpty();
    }

    @Test
    void noTestIsSwitchedOff() {
        Pattern switchedOff = Pattern.compile("@Dis" + "abled\\b");
        assertThat(linesWith(switchedOff)).isEmpty();
    }

    private static List<String> linesWith(Pattern pattern) {
        List<String> found = new ArrayList<>();
        for (Text text : texts) {
            for (int line = 0; line < text.lines().size(); line++) {
                if (pattern.matcher(text.lines().get(line)).find()) {
                    found.add(
                            text.name() + ":" + (line + 1) + ": " + text.lines().get(line).strip());
                }
            }
        }
        return found;
    }
}
