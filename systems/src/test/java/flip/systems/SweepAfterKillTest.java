package flip.systems;

import static flip.systems.Given.catalog;
import static flip.systems.Given.documented;
import static flip.systems.Given.lot;
import static flip.systems.Given.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import flip.membership.Ballot;
import flip.membership.MayHold;
import flip.membership.Promise;
import flip.membership.Rules;
import flip.membership.View;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a server has to sweep after it was killed: what its promise names, and nothing else. */
class SweepAfterKillTest {
    private static final Outcome HANGS = new Outcome.Failed(Duration.ofSeconds(10), "time-out");

    private final Map<String, Catalog> catalogs = new TreeMap<>();

    private Catalog read(String text) {
        return Optional.ofNullable(catalogs.get(text))
                .orElseThrow(() -> new IllegalArgumentException("no configuration: " + text));
    }

    /**
     * A version of one system on one server of three, with these data, each made in its own way.
     */
    private Catalog version(long number, String... data) {
        Catalog catalog =
                catalog(
                        number,
                        documented().configuration().roster().servers(),
                        spec(
                                SystemSpec.Kind.SHARD,
                                List.of("flip"),
                                List.of(data).stream().map(SweepAfterKillTest::made).toList()));
        catalogs.put(catalog.configuration().text(), catalog);
        return catalog;
    }

    private static Lot made(String datum) {
        int slash = datum.indexOf('/');
        return slash < 0
                ? lot(datum)
                : new Lot(
                        datum.substring(0, slash),
                        ImmutableList.of(
                                new Datum(
                                        datum.substring(0, slash),
                                        datum.substring(slash),
                                        ImmutableSortedMap.of())),
                        Optional.empty());
    }

    private static List<String> lowered(Neighborhood.House house, int since) {
        return house.runs.stream()
                .skip(since)
                .filter(run -> run.verb() == Run.Verb.DOWN)
                .map(run -> run.datum() + run.configJson())
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void onlyItsOwnDataAreSwept() {
        Neighborhood all = new Neighborhood(documented(), this::read);
        Neighborhood.House flip1 = all.house("flip1");
        all.allStart();
        all.until(() -> all.table().contains("192.168.0.1 flip1"));
        all.passes(Duration.ofSeconds(5));
        int before = flip1.runs.size();

        flip1.dies();
        flip1.starts(documented(), this::read, Rules.ALL);
        all.passes(Duration.ofSeconds(1));

        assertThat(lowered(flip1, before)).containsExactly("192.168.0.1{}");
    }

    @Test
    void whatWasHandedOverIsNotSwept() {
        Neighborhood all = new Neighborhood(documented(), this::read);
        Neighborhood.House flip1 = all.house("flip1");
        all.allStart();
        all.until(() -> all.table().contains("192.168.0.1 flip1"));
        all.passes(Duration.ofSeconds(5));
        all.house("flip").step(new Event.Leave());
        all.until(() -> all.table().equals(List.of("192.168.0.1 flip1", "192.168.0.2 flip1")));
        all.passes(Duration.ofSeconds(5));
        all.house("flip").starts(documented(), this::read, Rules.ALL);
        all.until(() -> all.table().equals(List.of("192.168.0.1 flip1", "192.168.0.2 flip")));
        all.passes(Duration.ofSeconds(1));
        int before = flip1.runs.size();

        flip1.dies();
        flip1.starts(documented(), this::read, Rules.ALL);
        all.passes(Duration.ofSeconds(1));

        assertThat(lowered(flip1, before)).containsExactly("192.168.0.1{}");
    }

    @Test
    void aServerThatLeftHasNothingToSweep() {
        Neighborhood all = new Neighborhood(documented(), this::read);
        Neighborhood.House flip1 = all.house("flip1");
        all.allStart();
        all.until(() -> all.table().contains("192.168.0.1 flip1"));
        all.passes(Duration.ofSeconds(5));
        flip1.step(new Event.Leave());
        all.until(() -> !flip1.endings.isEmpty());
        int before = flip1.runs.size();

        flip1.starts(documented(), this::read, Rules.ALL);
        all.until(() -> all.table().contains("192.168.0.1 flip1"));

        assertThat(lowered(flip1, before)).isEmpty();
    }

    @Test
    void whatOtherwiseHungIsSweptInTheWayInWhichItWasRaisedHoweverManyVersionsAgo() {
        Catalog first = version(0, "1/eth0");
        Neighborhood all = new Neighborhood(first, this::read);
        Neighborhood.House flip = all.house("flip");
        List.of("1", "2", "3").forEach(datum -> flip.outcomes.put("down " + datum, HANGS));
        all.allStart();
        flip.outcomes.remove("down 1");
        all.until(() -> all.table().equals(List.of("1 flip")));
        flip.outcomes.put("down 1", HANGS);
        flip.step(new Event.Offered(version(1, "2/eth1").configuration().text()));
        all.until(() -> all.table().equals(List.of("1 flip", "2 flip")));
        flip.step(new Event.Offered(version(2, "3/eth2").configuration().text()));
        all.until(() -> all.table().equals(List.of("1 flip", "2 flip", "3 flip")));
        Catalog last = version(3, "4/eth3");
        flip.step(new Event.Offered(last.configuration().text()));
        all.until(() -> all.table().contains("4 flip"));

        flip.dies();
        flip.outcomes.clear();
        int before = flip.runs.size();
        flip.starts(last, this::read, Rules.ALL);
        all.until(() -> all.table().equals(List.of("4 flip")));

        assertThat(lowered(flip, before)).containsExactly("1/eth0", "2/eth1", "3/eth2", "4/eth3");
    }

    @Test
    void whatAnotherInterfaceShouldHaveIsSweptOnTheOldOneWhileItHangsThere() {
        Neighborhood all = new Neighborhood(version(0, "1/eth0"), this::read);
        Neighborhood.House flip = all.house("flip");
        all.allStart();
        all.until(() -> all.table().equals(List.of("1 flip")));
        flip.outcomes.put("down 1", HANGS);
        Catalog moved = version(1, "1/eth1");
        flip.step(new Event.Offered(moved.configuration().text()));
        all.passes(Duration.ofSeconds(30));

        flip.dies();
        flip.outcomes.clear();
        int before = flip.runs.size();
        flip.starts(moved, this::read, Rules.ALL);
        all.until(
                () ->
                        flip.runs.stream()
                                .skip(before)
                                .anyMatch(run -> run.verb() == Run.Verb.ALIVE));

        assertThat(lowered(flip, before)).contains("1/eth0");
    }

    @Test
    void nothingIsRaisedUnderMoreConfigurationsThanAPromiseRemembers() {
        Neighborhood all = new Neighborhood(version(0, "0/eth0"), this::read);
        Neighborhood.House flip = all.house("flip");
        all.allStart();
        all.until(() -> all.table().equals(List.of("0 flip")));
        for (int number = 1; number < Holdings.MOST_FORMER; number++) {
            String datum = Integer.toString(number);
            flip.outcomes.put("down " + (number - 1), HANGS);
            flip.step(
                    new Event.Offered(
                            version(number, datum + "/eth" + number).configuration().text()));
            all.until(() -> all.table().contains(datum + " flip"));
        }
        flip.outcomes.put("down " + (Holdings.MOST_FORMER - 1), HANGS);
        flip.step(
                new Event.Offered(version(Holdings.MOST_FORMER, "9/eth9").configuration().text()));

        all.passes(Duration.ofSeconds(60));
        assertThat(all.table()).hasSize(Holdings.MOST_FORMER).doesNotContain("9 flip");

        flip.outcomes.clear();
        all.until(() -> all.table().equals(List.of("9 flip")));
    }

    @Test
    void withoutAPromiseOrWithOneThatNamesNothingAllThatIsConfiguredIsSwept() {
        Catalog file = version(0, "1", "2");
        version(1, "3");
        version(2, "4");

        assertThat(swept(file, Optional.empty())).containsExactly("1", "2");
        assertThat(swept(file, Optional.of(promise("", MayHold.EVERYTHING))))
                .containsExactly("1", "2");
        assertThat(
                        swept(
                                file,
                                Optional.of(
                                        promise(
                                                "configuration 1",
                                                new MayHold(
                                                        true,
                                                        ImmutableList.of(
                                                                new MayHold.Part(
                                                                        "configuration 2",
                                                                        ImmutableSortedMap
                                                                                .of())))))))
                .containsExactly("1", "2", "3", "4");
    }

    @Test
    void whatAPromiseNamesIsSweptWhateverIsConfigured() {
        Catalog file = version(0, "1", "2");
        version(1, "3", "4");

        assertThat(swept(file, Optional.of(promise("configuration 1", MayHold.NOTHING)))).isEmpty();
        assertThat(swept(file, Optional.of(promise("configuration 0", naming("ip", "3")))))
                .containsExactly("3");
    }

    @Test
    void whatIsNamedAndCannotBeReadStopsTheStart() {
        Catalog file = version(0, "1", "2");

        assertThatThrownBy(() -> swept(file, Optional.of(promise("", naming("ip", "3")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("may have left behind is not known: no configuration");
        version(1, "4");
        assertThatThrownBy(() -> swept(file, Optional.of(promise("", naming("ip", "3")))))
                .hasMessageContaining("system ip does not have all of [3]");
        assertThatThrownBy(() -> swept(file, Optional.of(promise("", naming("job", "3")))))
                .hasMessageContaining("it has no system job");
    }

    private static MayHold naming(String system, String datum) {
        return new MayHold(
                false,
                ImmutableList.of(
                        new MayHold.Part(
                                "configuration 1",
                                ImmutableSortedMap.of(system, ImmutableSortedSet.of(datum)))));
    }

    private List<String> swept(Catalog file, Optional<Promise> promise) {
        return Sweep.of(Given.id("flip"), file, this::read, promise).stream()
                .map(means -> means.datum().id())
                .toList();
    }

    private static Promise promise(String text, MayHold mayHold) {
        return new Promise(
                1, 1, 1, View.NONE, Ballot.ZERO, Ballot.ZERO, View.NONE, text, "", mayHold);
    }
}
