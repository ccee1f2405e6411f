package flip.agent.fuzz;

import flip.agent.admin.AdminFuzz;
import flip.agent.disk.PromiseFuzz;
import flip.agent.net.SealedFuzz;
import flip.agent.process.DriverFuzz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What hostile input is given to; {@code bin/fuzz} knows them by these names in small letters. */
@SuppressWarnings("ImmutableEnumChecker") // What is given the input keeps nothing of it.
enum Target {
    NODE(NodeFuzz::fuzzerTestOneInput, 100, 500),
    WIRE(WireFuzz::fuzzerTestOneInput, 20_000, 500),
    CONFIGURATION(ConfigurationFuzz::fuzzerTestOneInput, 2_000, 4_000),
    SEALED(SealedFuzz::fuzzerTestOneInput, 2_000, 1_500),
    PROMISE(PromiseFuzz::fuzzerTestOneInput, 20_000, 500),
    ADMIN(AdminFuzz::fuzzerTestOneInput, 1_000, 2_000),
    DRIVER(DriverFuzz::fuzzerTestOneInput, 1_000, 2_000);

    private static final Path RESOURCES =
            Path.of(System.getProperty("flip.repository", ".."), "agent/src/test/resources");

    private final Consumer<byte[]> given;
    private final int tries;
    private final int longest;

    /**
     * A target.
     *
     * @param given what takes the input; whatever it throws is a finding
     * @param tries in a run of the tests: some seconds' worth
     * @param longest input in bytes
     */
    Target(Consumer<byte[]> given, int tries, int longest) {
        this.given = given;
        this.tries = tries;
        this.longest = longest;
    }

    void isGiven(byte[] input) {
        given.accept(input);
    }

    int tries() {
        return tries;
    }

    int longest() {
        return longest;
    }

    /** What was worth keeping: one input of each kind, and all that was ever found. */
    List<Path> corpus() {
        List<Path> all = new ArrayList<>(in("fuzz/" + name().toLowerCase(Locale.ROOT)));
        if (this == CONFIGURATION) {
            all.addAll(in("config/good"));
            all.addAll(in("config/bad"));
        }
        return all;
    }

    private static List<Path> in(String folder) {
        try (Stream<Path> files = Files.list(RESOURCES.resolve(folder))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
