package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Servers are configured and given up, and a view remembers each of them for ever. */
final class ManyServersTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int NEW_SERVERS = 252;

    /** The three voters, and as many servers that no version before has. */
    private static Configuration version(int version) {
        String[] ids =
                Stream.concat(
                                Stream.of("a", "b", "c"),
                                IntStream.range(0, NEW_SERVERS)
                                        .mapToObj(number -> "n" + version + "-" + number))
                        .toArray(String[]::new);
        return Files.of(version, Conversation.quick(), ids);
    }

    @Test
    void aConfigurationWithMoreServersThanAViewCanHaveIsRefusedInWords() {
        Conversation cluster = new Conversation(Conversation.quick(), Rules.ALL, "a", "b", "c");
        cluster.start("a", "b", "c").runFor(SECOND);
        for (int version = 2; version <= 5; version++) {
            int expected = version;
            cluster.offers("b", version(version));
            cluster.runUntil(() -> cluster.get("c").view().configurationVersion() == expected);
        }
        View full = cluster.get("a").view();
        assertThat(full.standings()).hasSize(3 + 4 * NEW_SERVERS);

        cluster.offers("b", version(6));
        cluster.runFor(SECOND);

        assertThat(cluster.get("a").view()).isEqualTo(full);
        assertThat(cluster.toldOf("more than 1020 would have been configured"))
                .as("once on each server")
                .hasSize(3);

        cluster.offers("b", Files.differing(version(5), 7, 77));
        cluster.runUntil(() -> cluster.get("c").view().configurationVersion() == 7);
        assertThat(cluster.get("a").view().standings().keySet())
                .isEqualTo(full.standings().keySet());
    }
}
