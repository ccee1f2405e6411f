package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two clusters of the same servers meet: disks of both were kept, and come together. */
final class LineagesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void twoOfQuorumOneThatWereFormedApartBecomeOneCluster() {
        Conversation cluster = new Conversation(Conversation.quick(), Rules.ALL, 1, "a", "b");
        cluster.start("a", "b").runFor(SECOND);
        assertThat(cluster.view("a")).isEqualTo("a up, b up");
        cluster.crash("a", "b").start("a'", "b'").runFor(SECOND);
        assertThat(cluster.view("a'")).isEqualTo("a up, b up");

        cluster.crash("a'").start("a").runFor(SECOND.multipliedBy(3));

        assertThat(cluster.view("a")).isEqualTo("a up, b up");
        assertThat(cluster.get("b'").view()).isEqualTo(cluster.get("a").view());
        assertThat(cluster.toldOf("starts anew")).hasSize(1);
    }
}
