package flip.systems;

import static flip.systems.Given.catalog;
import static flip.systems.Given.documented;
import static flip.systems.Given.spec;
import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Rules;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a server has to sweep that dies while a new configuration takes effect. */
class SweepAfterChangeTest {
    private static final Catalog WITHOUT_FLIP1 =
            catalog(
                    1,
                    documented().configuration().roster().servers(),
                    spec(List.of("flip"), "192.168.0.1", "192.168.0.2"));

    private static Catalog read(String text) {
        return text.equals("configuration 1") ? WITHOUT_FLIP1 : documented();
    }

    @Test
    void whatTheFormerConfigurationHadRaisedIsLoweredBeforeAnotherRaisesIt() {
        Neighborhood all = new Neighborhood(documented(), SweepAfterChangeTest::read);
        Neighborhood.House flip1 = all.house("flip1");
        all.allStart();
        all.until(() -> all.table().contains("192.168.0.1 flip1"));
        all.passes(Duration.ofSeconds(5));

        flip1.step(new Event.Offered("configuration 1"));
        all.until(() -> flip1.disk.orElseThrow().known().configurationVersion() == 1);
        assertThat(all.table()).contains("192.168.0.1 flip1");
        flip1.dies();
        flip1.starts(WITHOUT_FLIP1, SweepAfterChangeTest::read, Rules.ALL);
        all.passes(Duration.ofSeconds(30));

        assertThat(all.mostHolders.values()).containsOnly(1);
        assertThat(all.table()).containsExactly("192.168.0.1 flip", "192.168.0.2 flip");
    }
}
