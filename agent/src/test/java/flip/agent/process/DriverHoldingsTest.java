package flip.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import flip.systems.Run;
import flip.systems.Tool;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DriverHoldingsTest {
    private static final Duration ANY = Duration.ofSeconds(1);

    private final DriverHoldings held = new DriverHoldings();
    private final Map<String, String> lost = new TreeMap<>();

    private void takes(String system, String datum) {
        Run run =
                new Run(
                        1,
                        system,
                        datum,
                        Run.Verb.ALIVE,
                        new Tool.Driver("hold"),
                        "{}",
                        ImmutableSortedMap.of(),
                        ANY,
                        ANY);
        Said.Answer ok = new Said.Answer(1, Said.Verdict.OK, "");
        held.outcome(run, ok, System.nanoTime(), reason -> lost.put(datum, reason));
    }

    @Test
    void whatIsReleasedIsAllOfItsSystem() {
        takes("ip", "one");
        takes("ip", "two");
        takes("other", "three");

        assertThat(held.said(new Said.Released("ip"))).isTrue();

        assertThat(lost).containsOnlyKeys("one", "two");
        assertThat(held.isEmpty()).isFalse();
    }

    /** Else the agent would believe that it has what the driver gave back beside what is stuck. */
    @Test
    void whereOneCannotBeReleasedTheOthersOfItsSystemWere() {
        takes("ip", "one");
        takes("ip", "two");
        takes("other", "three");

        assertThat(held.said(new Said.Unreleased("ip", "one", "it is busy"))).isTrue();

        assertThat(lost)
                .containsOnlyKeys("one", "two")
                .containsEntry("two", "its lease has ended, and it was given back");
        assertThat(lost.get("one")).endsWith("it was not given back: it is busy");
    }
}
