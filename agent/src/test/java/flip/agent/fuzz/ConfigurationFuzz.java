package flip.agent.fuzz;

import flip.agent.admin.WhatIf;
import flip.agent.config.AgreedCatalogReader;
import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Problem;
import flip.agent.config.Reading;
import flip.agent.config.Settings;
import flip.membership.ServerId;
import flip.systems.Assignment;
import flip.systems.Catalog;
import flip.systems.Lot;
import flip.systems.Placement;
import flip.systems.SystemSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Any text is refused, saying where and what, or is a configuration: then what is agreed to means
 * the same everywhere, and it is known who should hold what.
 */
public final class ConfigurationFuzz {
    private static final Path FILE = Path.of("/nowhere/flip.json");

    /** Nearly all of it for what the fuzzer itself compares: without it, a two-hundredth. */
    private static final int BYTES_EACH = 400_000;

    private ConfigurationFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Limits.hold(input, BYTES_EACH, () -> file(text));
        Limits.hold(input, BYTES_EACH, () -> offered(text));
    }

    private static void file(String text) {
        Reading lenient = ConfigurationFile.read(text, FILE, new OwnId.Anyone(), false);
        lenient.problems().forEach(problem -> told(problem, text));
        lenient.report();
        if (lenient instanceof Reading.Accepted accepted) {
            used(accepted.settings());
        } else {
            expect(
                    lenient.problems().stream().anyMatch(Problem::isError),
                    "refused without an error");
            Reading strict = ConfigurationFile.read(text, FILE, new OwnId.Anyone(), true);
            expect(strict instanceof Reading.Refused, "refused, unless read strictly");
        }
    }

    private static void told(Problem problem, String text) {
        long lines = 1 + text.chars().filter(c -> c == '\n').count();
        expect(
                problem.place().line() >= 0
                        && problem.place().line() <= lines
                        && (problem.place().line() == 0) == (problem.place().column() == 0)
                        && problem.place().column() <= text.length() + 1
                        && !problem.what().isEmpty()
                        && !problem.what().contains("Exception"),
                problem.report());
        expect(problem.line().indexOf('\n') < 0, "one line: " + problem.line());
    }

    private static void used(Settings settings) {
        Catalog catalog = settings.catalog();
        expect(
                catalog.configuration().roster().find(settings.self()).isPresent(),
                "its own server is none");
        placed(catalog);
        for (ServerId id : catalog.configuration().roster().ids()) {
            Catalog agreed = new AgreedCatalogReader(id).read(catalog.configuration().text());
            expect(
                    agreed.configuration().equals(catalog.configuration()),
                    id + " reads another configuration than was agreed to");
            expect(
                    !id.equals(settings.self()) || agreed.equals(catalog),
                    "the agreed text means something else than the file");
        }
    }

    private static void placed(Catalog catalog) {
        Assignment assignment = Placement.assign(catalog, WhatIf.allUp(catalog));
        for (SystemSpec spec : catalog.systems().values()) {
            for (Lot lot : spec.lots()) {
                List<ServerId> owners = assignment.owners(spec.name(), lot.name());
                boolean replicated = spec.kind() == SystemSpec.Kind.REPLICATE;
                expect(
                        replicated
                                ? owners.size() == spec.servers().size()
                                : owners.size() == Math.min(1, spec.servers().size()),
                        lot + " of " + spec.name() + " belongs to " + owners);
            }
        }
    }

    /** What another server may say: refused in one way only. */
    private static void offered(String text) {
        try {
            Catalog catalog = new AgreedCatalogReader(new ServerId("a")).read(text);
            placed(catalog);
        } catch (IllegalArgumentException e) {
            expect(
                    e.getClass() == IllegalArgumentException.class && e.getMessage() != null,
                    e.toString());
        }
    }

    private static void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
