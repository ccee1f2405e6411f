package flip.systems;

import static flip.systems.Given.at;
import static flip.systems.Given.catalog;
import static flip.systems.Given.driven;
import static flip.systems.Given.server;
import static flip.systems.Given.spec;
import static flip.systems.Given.stopping;
import static flip.systems.Given.view;
import static flip.systems.SystemsTest.holding;
import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Moment;
import flip.membership.Rules;
import flip.membership.Server;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * I3, I10: what was given up under a lease, and is not down when that ends, has to be down within
 * the guard, as all that was held until then.
 */
class HurryTest {
    private static final List<Server> SERVERS = List.of(server("a"), server("b"), server("c"));
    private static final SystemSpec FREEZING = spec(List.of("a", "b"), "1", "2");
    private static final Catalog FROZEN = catalog(SERVERS, FREEZING);
    private static final Catalog STOPPING = catalog(SERVERS, stopping(FREEZING));
    private static final Catalog DRIVEN = catalog(SERVERS, driven(stopping(FREEZING), "fake"));
    private static final Duration GUARD = Given.TIMING.guard();

    /** Server a holds 1, which the view takes from it; the lease ends after a guard and a half. */
    private static Stage lowering(Catalog catalog) {
        Stage stage = holding(catalog);
        stage.leasedUntil(stage.now().plus(GUARD).plus(GUARD.dividedBy(2)));
        stage.installs(view(2, catalog, "b", "c"), catalog);
        assertThat(stage.look()).contains("down 1");
        return stage;
    }

    @Test
    void aDownThatFailedUnderALeaseIsTriedAgainWhenThatEnds() {
        Stage stage = lowering(STOPPING);
        assertThat(stage.failsToLower("1")).isEmpty();
        stage.passes(GUARD);
        assertThat(stage.look()).isEmpty();

        stage.passes(GUARD.dividedBy(2));
        assertThat(stage.look()).containsExactly("down 1");

        assertThat(stage.failsToLower("1")).isEmpty();
        stage.passes(Duration.ofMillis(1999));
        assertThat(stage.look()).as("from then on it waits as ever").isEmpty();
        stage.passes(Duration.ofMillis(1));
        assertThat(stage.look()).containsExactly("down 1");
    }

    @Test
    void eachEndOfALeaseHurriesAnew() {
        Stage stage = lowering(STOPPING);
        stage.failsToLower("1");
        stage.leasedUntil(stage.now());
        assertThat(stage.look()).containsExactly("down 1");
        stage.failsToLower("1");
        stage.leasedUntil(stage.now().plus(Duration.ofMillis(100)));
        assertThat(stage.look()).isEmpty();

        stage.passes(Duration.ofMillis(100));
        assertThat(stage.look()).containsExactly("down 1");
    }

    @Test
    void whatADriverIsAskedForIsToBeAnsweredWithinHalfOfTheGuardFromTheEndOfTheLease() {
        Stage stage = lowering(DRIVEN);
        stage.leasedUntil(stage.now());

        assertThat(stage.look()).containsExactly("hurry 1");
        assertThat(stage.lastLimit).isEqualTo(GUARD.dividedBy(2));
        assertThat(stage.look()).as("once").isEmpty();
    }

    /** Ended half-way, it would be no nearer to its end when it is begun again. */
    @Test
    void aScriptGoesOnAndIsTriedAgainAtOnceWhenItFails() {
        Stage stage = lowering(STOPPING);
        stage.leasedUntil(stage.now());

        assertThat(stage.look()).isEmpty();
        assertThat(stage.failsToLower("1")).containsExactly("down 1");
        assertThat(stage.told.get(0).sentence()).contains("tried again at once");

        assertThat(stage.failsToLower("1")).isEmpty();
        assertThat(stage.told.get(0).sentence()).contains("tried again in 2000 ms");
    }

    @Test
    void whatIsUrgentFromItsBeginIsNotHurried() {
        Stage stage = holding(DRIVEN);
        stage.leasedUntil(Moment.NEVER);
        assertThat(stage.look()).containsExactly("down 1");

        stage.installs(view(2, DRIVEN, "b", "c"), DRIVEN);
        assertThat(stage.look()).isEmpty();
    }

    @Test
    void underFreezeNothingHurries() {
        Stage stage = lowering(FROZEN);
        stage.failsToLower("1");
        stage.leasedUntil(stage.now());

        assertThat(stage.look()).isEmpty();
    }

    @Test
    void aStartSweepIsNotHurried() {
        Stage stage = new Stage("a", Rules.ALL, STOPPING);
        assertThat(stage.look()).contains("down 1");
        stage.installs(view(1, STOPPING, "b", "c"), STOPPING);

        assertThat(stage.look()).isEmpty();
    }

    /** It began under another configuration, by which its end was not urgent. */
    @Test
    void anAliveHasTheGraceOfTheConfigurationThatIsInForceWhenItIsEnded() {
        Stage stage = raising(FROZEN);
        Catalog stops = catalog(1, SERVERS, stopping(FREEZING));
        stage.installs(view(2, stops, "a", "b", "c"), stops);
        stage.look();

        stage.leasedUntil(stage.now());

        assertThat(stage.look()).containsExactly("cancel 1");
        assertThat(stage.lastLimit).isEqualTo(GUARD.dividedBy(4));
    }

    @Test
    void underFreezeAnAliveHasTheLongestGrace() {
        Stage stage = raising(FROZEN);
        stage.leasedUntil(stage.now());

        assertThat(stage.look()).containsExactly("cancel 1");
        assertThat(stage.lastLimit).isEqualTo(Runs.LONGEST_GRACE);
    }

    private static Stage raising(Catalog catalog) {
        Stage stage = Stage.of("a");
        stage.says("b", 1);
        stage.says("c", 1);
        stage.leasedUntil(at(1000));
        stage.installs(view(1, catalog, "a", "b", "c"), catalog);
        assertThat(stage.look()).contains("alive 1");
        return stage;
    }
}
