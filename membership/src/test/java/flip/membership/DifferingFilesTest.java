package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Two files of one version with different content. */
class DifferingFilesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Configuration file(long version, long digest) {
        return Files.differing(Files.of(1, Conversation.quick(), "a", "b", "c"), version, digest);
    }

    private static Conversation three() {
        return new Conversation(Conversation.quick(), Rules.ALL, "a", "b", "c");
    }

    private static AtomicInteger prepares(Conversation cluster) {
        AtomicInteger prepares = new AtomicInteger();
        cluster.lose(
                letter -> {
                    if (letter.message().body() instanceof Message.Prepare) {
                        prepares.incrementAndGet();
                    }
                    return false;
                });
        return prepares;
    }

    private static List<String> differing(Conversation cluster) {
        return cluster.told().stream().filter(line -> line.contains("differs between")).toList();
    }

    @Test
    void aClusterWithADifferingFileIsNotFormedAndSaysWhoseFileDiffers() {
        Conversation cluster = three().file("b", file(1, 77));
        AtomicInteger prepares = prepares(cluster);

        cluster.start("a", "b", "c").runFor(SECOND.multipliedBy(60));

        assertThat(cluster.get("a").view().isFormed()).isFalse();
        assertThat(cluster.get("a").waitingFor())
                .hasValueSatisfying(
                        reason -> assertThat(reason).startsWith("b has another configuration"));
        assertThat(cluster.get("b").waitingFor())
                .hasValueSatisfying(
                        reason -> assertThat(reason).startsWith("a, c has another configuration"));
        assertThat(prepares.get()).as("prepares in a minute").isLessThan(10);
        assertThat(differing(cluster))
                .as("each is told once of each other")
                .hasSize(4)
                .anyMatch(
                        line ->
                                line.contains(
                                        "version 1 of the configuration differs between a (here) and b"))
                .anyMatch(line -> line.contains("differs between b (here) and a"));
    }

    @Test
    void aClusterOfTwoVersionsIsNotFormedAndSaysWhoseFileDiffers() {
        Conversation cluster = three().file("b", file(2, 77));

        cluster.start("a", "b", "c").runFor(SECOND.multipliedBy(5));

        assertThat(cluster.get("a").view().isFormed()).isFalse();
        assertThat(cluster.get("a").waitingFor())
                .hasValueSatisfying(
                        reason -> assertThat(reason).startsWith("b has another configuration"));
        assertThat(cluster.get("b").waitingFor())
                .hasValueSatisfying(
                        reason -> assertThat(reason).startsWith("a, c has another configuration"));
    }

    @Test
    void theClusterIsFormedOnceTheFilesAreEqual() {
        Conversation cluster = three().file("b", file(1, 77));
        cluster.start("a", "b", "c").runFor(SECOND);

        cluster.file("b", Files.of(1, Conversation.quick(), "a", "b", "c"));
        cluster.crash("b").start("b").runFor(SECOND);

        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");
    }

    @Test
    void aServerWhoseFileDiffersFromTheClustersIsToldOnceAndStaysOut() {
        Conversation cluster = three();
        cluster.start("a", "b", "c").runFor(SECOND).crash("b").runFor(SECOND);

        cluster.loseDisk("b").file("b", file(1, 77)).start("b").runFor(SECOND.multipliedBy(5));

        assertThat(cluster.view("a")).startsWith("a up, b ").doesNotContain("b up");
        assertThat(differing(cluster))
                .anyMatch(line -> line.contains("differs between b (here) and a"))
                .hasSize(4);
    }

    @Test
    void whatNoQuorumCanAgreeToIsNotAskedForWithoutEnd() {
        Conversation cluster = new Conversation(Conversation.quick(), Rules.ALL, 3, "a", "b", "c");
        cluster.start("a", "b", "c").runFor(SECOND);
        AtomicInteger prepares = prepares(cluster);

        cluster.offers("b", 2, 8);
        cluster.offers("c", 2, 9);
        cluster.runFor(SECOND.multipliedBy(60));

        assertThat(cluster.get("a").view().configurationVersion()).isEqualTo(1);
        assertThat(prepares.get()).as("prepares in a minute").isLessThan(20);
    }
}
