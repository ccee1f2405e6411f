package flip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import flip.systems.Catalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** The configurations that the tests read. */
final class Fixtures {
    /** Where a fixture says that it is, so that what is said of it is the same on every machine. */
    private static final Path FOLDER = Path.of("/etc/flip");

    private Fixtures() {}

    static String documented() {
        return text(resource("flip-documented.json"));
    }

    static ImmutableList<Path> good() {
        return in("config/good");
    }

    static ImmutableList<Path> bad() {
        return in("config/bad");
    }

    static Reading read(Path fixture, boolean strict) {
        return ConfigurationFile.read(
                text(fixture),
                FOLDER.resolve(fixture.getFileName().toString()),
                new OwnId.Anyone(),
                strict);
    }

    static Reading read(String text, OwnId self) {
        return ConfigurationFile.read(text, FOLDER.resolve("flip.json"), self, false);
    }

    static Settings accepted(String text, OwnId self) {
        Reading reading = read(text, self);
        assertThat(reading).as(reading.report()).isInstanceOf(Reading.Accepted.class);
        return ((Reading.Accepted) reading).settings();
    }

    static Catalog catalog(String text) {
        return accepted(text, new OwnId.Anyone()).catalog();
    }

    /** All problems, one a line. */
    static String problems(String text) {
        StringBuilder lines = new StringBuilder();
        read(text, new OwnId.Anyone())
                .problems()
                .forEach(problem -> lines.append(problem.line()).append('\n'));
        return lines.toString();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ImmutableList<Path> in(String folder) {
        try (Stream<Path> files = Files.list(resource(folder))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .collect(ImmutableList.toImmutableList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path resource(String name) {
        try {
            return Path.of(
                    Objects.requireNonNull(Fixtures.class.getClassLoader().getResource(name), name)
                            .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
