package flip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.View;
import flip.systems.Assignment;
import flip.systems.Catalog;
import flip.systems.Placement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/configuration.md says is what the reader does. */
class DocumentationTest {
    private static final ServerId FLIP = new ServerId("flip");
    private static final ServerId FLIP1 = new ServerId("flip1");
    private static final ServerId FLIP2 = new ServerId("flip2");

    private final String documentation =
            Fixtures.text(
                    Path.of(System.getProperty("flip.repository", ".."))
                            .resolve("docs/configuration.md"));

    @Test
    void everyKeyThatWorksIsDocumented() {
        for (Keys keys : List.of(Keys.FILE, Keys.SERVER, Keys.CLUSTER, Keys.SYSTEM, Keys.DATUM)) {
            for (String key : keys.known()) {
                assertThat(documentation)
                        .containsPattern("`\"?" + key.replace("$", "\\$") + "\"?`");
            }
        }
    }

    @Test
    void noKeyIsPromisedThatDoesNotWork() {
        for (Keys keys : List.of(Keys.FILE, Keys.SYSTEM, Keys.ADMIN)) {
            keys.later()
                    .forEach(
                            (key, works) -> {
                                if (works.isEmpty() && !Keys.DATUM.known().contains(key)) {
                                    assertThat(documentation).doesNotContain("`" + key + "`");
                                }
                            });
        }
    }

    @Test
    void theExampleIsTheOneThatIsShipped() {
        String shipped =
                Fixtures.text(
                        Path.of(System.getProperty("flip.repository", ".."))
                                .resolve("config/flip.json"));

        assertThat(documentation).contains("```json\n" + shipped + "```");
    }

    @Test
    void thePromisesShownAreTheOnesMade() {
        Catalog catalog = Fixtures.catalog(Fixtures.documented());

        assertThat(documentation)
                .contains(String.join("\n", Guarantees.of(catalog).sentences()) + "\n");
    }

    @Test
    void theReportShownIsTheOnePrinted() {
        String report =
                Fixtures.read(Fixtures.resource("config/bad/eight-mistakes.json"), false)
                        .report()
                        .replace("eight-mistakes.json", "flip.json");

        for (String key : List.of("$.quorum", "$.ping_timout")) {
            String problem =
                    List.of(report.split("\n\n")).stream()
                            .filter(paragraph -> paragraph.contains("  " + key + "\n"))
                            .findFirst()
                            .orElseThrow();
            assertThat(documentation).contains(problem.stripTrailing());
        }
    }

    @Test
    void theDocumentedDataAreWhereItSaysTheyAre() {
        assertThat(owners("192.168.0.1", FLIP, FLIP1, FLIP2)).containsExactly(FLIP1);
        assertThat(owners("192.168.0.2", FLIP, FLIP1, FLIP2)).containsExactly(FLIP);

        assertThat(owners("192.168.0.1", FLIP, FLIP2)).containsExactly(FLIP);
        assertThat(owners("192.168.0.2", FLIP, FLIP2)).containsExactly(FLIP);

        assertThat(owners("192.168.0.1", FLIP1, FLIP2)).containsExactly(FLIP1);
        assertThat(owners("192.168.0.2", FLIP1, FLIP2)).containsExactly(FLIP1);

        assertThat(owners("192.168.0.1", FLIP2)).isEmpty();
    }

    private static ImmutableList<ServerId> owners(String datum, ServerId... up) {
        Catalog catalog = Fixtures.catalog(Fixtures.documented());
        ImmutableSortedSet<ServerId> alive = ImmutableSortedSet.copyOf(up);
        ImmutableSortedMap.Builder<ServerId, Standing> standings =
                ImmutableSortedMap.naturalOrder();
        for (ServerId id : catalog.configuration().roster().ids()) {
            Standing.State state = alive.contains(id) ? Standing.State.UP : Standing.State.DOWN;
            standings.put(id, new Standing(1, state, 1, true));
        }
        View view =
                new View(
                        1,
                        1,
                        1,
                        0,
                        catalog.configuration().digest(),
                        Duration.ofMillis(1875),
                        2,
                        standings.buildOrThrow(),
                        ImmutableSortedSet.of());
        Assignment assignment = Placement.assign(catalog, view);
        return assignment.owners("ip", datum);
    }
}
