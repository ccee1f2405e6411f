package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final String ADDRESS = "192.168.0.1";

    private final Timeline timeline = new Timeline();

    @Test
    void anAddressThatIsTakenBeforeItIsLetGoIsOnSeveralHostsMeanwhile() {
        timeline.appeared(100, "a", ADDRESS);
        timeline.appeared(200, "b", ADDRESS);
        timeline.vanished(250, "a", ADDRESS);

        assertThat(timeline.onSeveral(ADDRESS, 0, 1000)).isEqualTo(Duration.ofNanos(50));
        assertThat(timeline.onSeveral(ADDRESS, 220, 1000)).isEqualTo(Duration.ofNanos(30));
        assertThat(timeline.onSeveral(ADDRESS, 0, 210)).isEqualTo(Duration.ofNanos(10));
        assertThat(timeline.onSeveral(ADDRESS, 250, 1000)).isZero();
    }

    @Test
    void anAddressThatIsLetGoBeforeItIsTakenIsOnNoHostMeanwhile() {
        timeline.appeared(100, "a", ADDRESS);
        timeline.vanished(250, "a", ADDRESS);
        timeline.appeared(300, "b", ADDRESS);

        assertThat(timeline.onNone(ADDRESS, 100, 1000)).isEqualTo(Duration.ofNanos(50));
        assertThat(timeline.onNone(ADDRESS, 0, 1000)).isEqualTo(Duration.ofNanos(150));
        assertThat(timeline.onSeveral(ADDRESS, 0, 1000)).isZero();
    }

    @Test
    void whatIsThereAlreadyIsNoChange() {
        timeline.appeared(100, "a", ADDRESS);
        timeline.appeared(200, "a", ADDRESS);
        timeline.vanished(300, "b", ADDRESS);

        assertThat(timeline.since(0)).hasSize(1);
        assertThat(timeline.holders(ADDRESS)).containsExactly("a");
    }

    @Test
    void aMachineWithoutPowerHasNoAddressWhateverItsKernelSays() {
        timeline.appeared(100, "a", ADDRESS);
        timeline.wentOff(200, "a");
        timeline.appeared(210, "a", "192.168.0.2");
        timeline.appeared(220, "b", ADDRESS);
        timeline.vanished(230, "a", ADDRESS);

        assertThat(timeline.onSeveral(ADDRESS, 0, 1000)).isZero();
        assertThat(timeline.holders("192.168.0.2")).isEmpty();

        timeline.wentOn("a");
        timeline.appeared(300, "a", "192.168.0.2");

        assertThat(timeline.holders("192.168.0.2")).containsExactly("a");
    }

    @Test
    void otherAddressesDoNotCount() {
        timeline.appeared(100, "a", ADDRESS);
        timeline.appeared(150, "b", "192.168.0.2");

        assertThat(timeline.onSeveral(ADDRESS, 0, 1000)).isZero();
        assertThat(timeline.table(Set.of(ADDRESS, "192.168.0.3")))
                .containsEntry(ADDRESS, "a")
                .containsEntry("192.168.0.3", "");
    }

    @Test
    void waitingForWhatDoesNotComeEnds() {
        boolean came =
                timeline.await(each -> !each.holders(ADDRESS).isEmpty(), Duration.ofMillis(5));

        assertThat(came).isFalse();
        assertThat(timeline.staysAsItIs(Duration.ofMillis(5))).isTrue();
    }
}
