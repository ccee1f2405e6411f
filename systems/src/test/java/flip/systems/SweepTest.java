package flip.systems;

import static flip.systems.Given.catalog;
import static flip.systems.Given.documented;
import static flip.systems.Given.server;
import static flip.systems.Given.spec;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Notice;
import flip.membership.Rules;
import flip.systems.Status.HoldingState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The start sweep. */
class SweepTest {
    @Test
    void aServerReleasesWhenEverythingThatItMayHaveLeftBehindIsDown() {
        Stage stage = new Stage("flip", Rules.ALL, documented());

        assertThat(stage.state("192.168.0.1")).isEqualTo(HoldingState.UNKNOWN);
        assertThat(stage.look()).containsExactly("down 192.168.0.1", "down 192.168.0.2");
        assertThat(stage.state("192.168.0.1")).isEqualTo(HoldingState.LOWERING);
        assertThat(stage.lowers("192.168.0.2")).isEmpty();
        assertThat(stage.systems.isSwept()).isFalse();
        assertThat(stage.lowers("192.168.0.1")).containsExactly("release");
        assertThat(stage.systems.isSwept()).isTrue();
        assertThat(stage.look()).isEmpty();
    }

    @Test
    void anArbiterHasNothingToSweep() {
        Stage stage = new Stage("flip2", Rules.ALL, documented());

        assertThat(stage.systems.wakeAt()).isEqualTo(stage.now());
        assertThat(stage.look()).containsExactly("release");
    }

    @Test
    void aDownThatFailsIsTriedAgainForEverAndShoutedAboutInOneLine() {
        Catalog one = catalog(List.of(server("a")), spec(List.of("a"), "1"));
        Stage stage = new Stage("a", Rules.ALL, one);
        stage.look();

        for (int failures = 1; failures <= 10; failures++) {
            assertThat(stage.failsToLower("1")).isEmpty();
            Duration wait = Backoff.OF_DOWN.after(failures);
            assertThat(stage.told).allMatch(Notice::isWarning);
            assertThat(stage.told)
                    .extracting(Notice::sentence)
                    .containsExactly(
                            "down of ip/1 failed after 5 ms: exit code 2; tried again in "
                                    + wait.toMillis()
                                    + " ms; until it succeeds the datum counts as held here");

            assertThat(stage.systems.wakeAt()).isEqualTo(stage.now().plus(wait));
            stage.passes(wait.minusMillis(1));
            assertThat(stage.look()).isEmpty();
            stage.passes(Duration.ofMillis(1));
            assertThat(stage.look()).containsExactly("down 1");
        }
        assertThat(stage.lowers("1")).containsExactly("release");
    }

    @Test
    void noMoreDownsRunAtATimeThanConfigured() {
        Catalog many =
                catalog(List.of(server("a")), Given.parallel(spec(List.of("a"), "1", "2", "3"), 2));
        Stage stage = new Stage("a", Rules.ALL, many);

        assertThat(stage.look()).containsExactly("down 1", "down 2");
        assertThat(stage.lowers("1")).containsExactly("down 3");
        assertThat(stage.lowers("2")).isEmpty();
        assertThat(stage.lowers("3")).containsExactly("release");
    }

    @Test
    void whatWasRaisedInOneOfTwoWaysIsLoweredInBoth() {
        Catalog agreed = catalog(List.of(server("a")), spec(List.of("a"), "1", "2"));
        Lot moved =
                new Lot(
                        "1",
                        ImmutableList.of(
                                new Datum(
                                        "1", "{\"interface\":\"eth1\"}", ImmutableSortedMap.of())),
                        Optional.empty());
        Catalog file =
                catalog(
                        1,
                        List.of(server("a")),
                        spec(
                                SystemSpec.Kind.SHARD,
                                List.of("a"),
                                List.of(moved, Given.lot("2"), Given.lot("3"))));
        Stage stage = new Stage("a", Rules.ALL, file, agreed);

        assertThat(stage.look()).containsExactly("down 1", "down 2", "down 3");
        stage.lowers("2");
        stage.lowers("3");
        assertThat(stage.lowers("1")).containsExactly("down 1");
        assertThat(stage.lastRun.configJson()).isEqualTo("{}");
        assertThat(stage.lowers("1")).containsExactly("release");
    }

    @Test
    void nothingIsRaisedAndNothingSettledBeforeTheSweepIsOver() {
        Catalog one = catalog(List.of(server("a")), spec(List.of("a"), "1", "2"));
        Stage stage = new Stage("a", Rules.ALL, one);
        stage.look();
        stage.lowers("1");
        stage.lives(1);
        stage.leasedUntil(Given.at(3_600_000));

        stage.installs(Given.view(1, one, "a"), one);

        assertThat(stage.look()).isEmpty();
        assertThat(stage.lowers("2")).containsExactly("release", "settle 1");
        assertThat(stage.look()).containsExactly("alive 1", "alive 2");
    }
}
