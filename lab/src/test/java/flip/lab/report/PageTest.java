package flip.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
    @TempDir private Path folder;

    @Test
    void theFirstPartMakesThePage() throws IOException {
        page("# New\n").replace("idle", "Nothing happens.\n");

        assertThat(file()).hasContent("# New\n\n## idle\n\nNothing happens.\n");
    }

    @Test
    void aPartReplacesItsOwnSectionAndKeepsTheOthers() throws IOException {
        Files.writeString(
                file(),
                "# Old\n\n## crash\n\nold crash\n\n| 1 |\n\n## planned\n\nold planned\n\n## idle\n\nold idle\n");

        page("# New\n").replace("planned", "new planned\n");

        assertThat(file())
                .hasContent(
                        "# New\n\n## crash\n\nold crash\n\n| 1 |\n\n## planned\n\nnew planned\n\n## idle\n\nold idle\n");
    }

    @Test
    void sectionsStandInTheirOrderWheneverTheyWereMeasured() throws IOException {
        Page page = page("# Page");

        page.replace("idle", "third");
        page.replace("planned", "second");
        page.replace("crash", "first");

        assertThat(file())
                .hasContent(
                        "# Page\n\n## crash\n\nfirst\n\n## planned\n\nsecond\n\n## idle\n\nthird\n");
    }

    @Test
    void whoeverMayReadOtherFilesMayReadIt() throws IOException {
        Path other = Files.writeString(file().resolveSibling("other.md"), "# Other\n");

        page("# Page").replace("idle", "Nothing happens.");

        assertThat(Files.getPosixFilePermissions(file()))
                .isEqualTo(Files.getPosixFilePermissions(other));
        assertThat(file().resolveSibling("page.md.tmp")).doesNotExist();
    }

    @Test
    void aSectionOfAnotherVersionIsKeptAtTheEnd() throws IOException {
        Files.writeString(file(), "# Old\n\n## memory\n\nold memory\n\n## idle\n\nold idle\n");

        page("# New").replace("crash", "new crash");

        assertThat(file())
                .hasContent(
                        "# New\n\n## crash\n\nnew crash\n\n## idle\n\nold idle\n\n## memory\n\nold memory\n");
    }

    @Test
    void nothingElseIsLeftInTheFolder() throws IOException {
        page("# Page").replace("idle", "text");

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file());
        }
    }

    private Path file() {
        return folder.resolve("page.md");
    }

    private Page page(String introduction) {
        return new Page(file(), introduction, List.of("crash", "planned", "idle"));
    }
}
