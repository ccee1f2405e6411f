package flip.systems;

import static flip.systems.Given.catalog;
import static flip.systems.Given.documented;
import static flip.systems.Given.driven;
import static flip.systems.Given.stopping;
import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Header;
import flip.membership.Notice;
import flip.membership.Rules;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole nodes whose data a driver holds, and what becomes of their last wills. */
class WilledNodeTest {
    private static final String DRIVER = "d";
    private static final List<String> ALL_UP = List.of("192.168.0.1 flip1", "192.168.0.2 flip");
    private static final List<String> FLIP_HAS_BOTH =
            List.of("192.168.0.1 flip", "192.168.0.2 flip");
    private static final Duration LEASE = Given.TIMING.pingTimeout();

    /** A few round trips and disks, of a neighborhood in which all of that takes 1 to 5 ms. */
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    private static final Catalog DRIVEN =
            catalog(
                    documented().configuration().roster().servers(),
                    driven(stopping(Given.ip(documented())), DRIVER));

    private final Neighborhood all =
            new Neighborhood(
                    DRIVEN,
                    text -> {
                        throw new IllegalArgumentException("there is no other");
                    });
    private final Neighborhood.House owner = all.house("flip1");

    @BeforeEach
    void form() {
        all.allStart();
        all.until(() -> all.table().equals(ALL_UP));
        all.passes(Duration.ofSeconds(5));
    }

    private Header willed() {
        Will last = owner.wills.get(owner.wills.size() - 1);
        return Objects.requireNonNull(last.messages().get(Given.id("flip"))).header();
    }

    private void isReady() {
        owner.step(new Event.DriverReady(DRIVER));
        all.until(() -> !owner.wills.isEmpty());
    }

    /** The agent is gone; its driver gives everything back. */
    private void isKilled() {
        owner.dies();
        owner.raised.clear();
    }

    private void theWillIsHeard() {
        owner.wills
                .get(owner.wills.size() - 1)
                .messages()
                .forEach((to, said) -> all.house(to.value()).step(new Event.Received(said)));
    }

    private long epoch() {
        return all.house("flip").status().view().epoch();
    }

    private boolean isSuspectedBy(String house) {
        return all.house(house).told.stream()
                .anyMatch(
                        notice ->
                                notice instanceof Notice.Suspected suspected
                                        && suspected.server().equals(owner.id));
    }

    private List<Long> lives() {
        return owner.told.stream()
                .filter(Notice.Lives.class::isInstance)
                .map(notice -> ((Notice.Lives) notice).incarnation())
                .toList();
    }

    @Test
    void itIsForAllOthersAndNamesALifeAboveThisOneThatWantsOut() {
        isReady();

        assertThat(owner.wills.get(0).driver()).isEqualTo(DRIVER);
        assertThat(owner.wills.get(0).messages())
                .containsOnlyKeys(Given.id("flip"), Given.id("flip2"));
        assertThat(willed().incarnation()).isGreaterThan(owner.status().incarnation());
        assertThat(willed().wants()).isEqualTo(Header.Wants.OUT);
        assertThat(willed().leased()).isFalse();
        assertThat(all.house("flip2").wills).as("it holds nothing").isEmpty();
    }

    /** R16. */
    @Test
    void itsNumberIsDurableBeforeItIsHandedOver() {
        owner.diskStalled = true;
        owner.step(new Event.DriverReady(DRIVER));
        all.passes(Duration.ofMillis(100));
        assertThat(owner.wills).isEmpty();

        owner.diskRecovers();

        assertThat(owner.wills).hasSize(1);
        assertThat(owner.disk.orElseThrow().incarnation()).isEqualTo(willed().incarnation());
    }

    @Test
    void itIsMadeAnewEachLeaseAndAlwaysNamesTheSameLife() {
        isReady();
        long named = willed().incarnation();
        long stamp = willed().stamp();

        all.passes(LEASE.multipliedBy(4));

        assertThat(owner.wills).hasSizeBetween(4, 5);
        assertThat(willed().incarnation()).isEqualTo(named);
        assertThat(willed().stamp()).isGreaterThan(stamp);
    }

    @Test
    void whoIsGoneIsOutAsSoonAsItsWillIsHeard() {
        isReady();
        isKilled();

        theWillIsHeard();

        assertThat(all.until(() -> all.table().equals(FLIP_HAS_BOTH))).isLessThan(AT_ONCE);
        assertThat(all.mostHolders.values()).containsOnly(1);
    }

    @Test
    void whoHungForLongIsOverAsSoonAsItsWillIsHeard() {
        isReady();
        isKilled();
        all.until(() -> isSuspectedBy("flip") && isSuspectedBy("flip2"));
        assertThat(all.table()).as("before the guard is over").hasSize(1);

        theWillIsHeard();

        assertThat(all.until(() -> all.table().equals(FLIP_HAS_BOTH))).isLessThan(AT_ONCE);
    }

    @Test
    void whoIsStartedAgainIsAboveItsWill() {
        isReady();
        isKilled();
        owner.starts(
                DRIVEN,
                text -> {
                    throw new IllegalArgumentException("there is no other");
                },
                Rules.ALL);
        all.until(() -> all.table().equals(ALL_UP));

        assertThat(owner.status().incarnation()).isGreaterThan(willed().incarnation());
    }

    /** R16: of one process, so that its stamps are near enough to be no replay. */
    @Test
    void aWillThatIsHeardInALaterLifeChangesNothing() {
        isReady();
        owner.step(new Event.DriverEnded(DRIVER));
        all.until(() -> owner.status().incarnation() > willed().incarnation());
        all.until(() -> all.table().equals(ALL_UP));
        long before = epoch();

        theWillIsHeard();
        all.passes(Duration.ofSeconds(10));

        assertThat(epoch()).isEqualTo(before);
        assertThat(all.table()).isEqualTo(ALL_UP);
    }

    /** R17. */
    @Test
    void whoseDriverIsGoneGivesUpItsLifeAndGoesOnAboveTheWill() {
        isReady();
        long named = willed().incarnation();

        owner.step(new Event.DriverEnded(DRIVER));

        assertThat(owner.status().leased()).isFalse();
        assertThat(owner.runs.get(owner.runs.size() - 1).verb()).isEqualTo(Run.Verb.DOWN);
        theWillIsHeard();
        all.until(() -> owner.status().incarnation() > named);
        all.until(() -> all.table().equals(ALL_UP));
        assertThat(all.mostHolders.values()).containsOnly(1);
    }

    @Test
    void whoseDriverIsGoneBeforeItHadAWillLivesOn() {
        long life = owner.status().incarnation();

        owner.step(new Event.DriverEnded(DRIVER));
        all.passes(Duration.ofSeconds(5));

        assertThat(owner.status().incarnation()).isEqualTo(life);
        assertThat(all.table()).isEqualTo(ALL_UP);
    }

    /** R16: it says just what the will says, so that whoever hears both hears one. */
    @Test
    void whoLeavesIsTheLifeThatItsWillNames() {
        isReady();
        long named = willed().incarnation();

        owner.step(new Event.Leave());
        all.until(() -> !owner.endings.isEmpty());

        assertThat(lives()).last().isEqualTo(named);
        assertThat(owner.takenBack).as("when nothing was held").containsExactly(DRIVER);
        all.until(() -> all.table().equals(FLIP_HAS_BOTH));
    }
}
