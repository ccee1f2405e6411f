package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Moment;
import flip.systems.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left when an invariant breaks. */
class EventRingTest {
    @TempDir private Path folder;

    @Test
    void theLastEventsAreWrittenInTheirOrder() throws Exception {
        EventRing ring = new EventRing();
        for (int each = 0; each < EventRing.LIMIT_EVENTS + 3; each++) {
            ring.add(new Moment(each), new Event.Persisted(each));
        }

        ring.write(folder.resolve("broken.txt"), "I4: why");

        List<String> lines = Files.readAllLines(folder.resolve("broken.txt"));
        assertThat(lines)
                .hasSize(EventRing.LIMIT_EVENTS + 1)
                .startsWith("I4: why", "3 Persisted[number=3]");
        assertThat(lines.get(lines.size() - 1))
                .isEqualTo(
                        (EventRing.LIMIT_EVENTS + 2)
                                + " Persisted[number="
                                + (EventRing.LIMIT_EVENTS + 2)
                                + "]");
    }
}
