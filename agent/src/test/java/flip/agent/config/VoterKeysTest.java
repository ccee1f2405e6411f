package flip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import flip.membership.Descent;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.View;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a file says of voters that no running cluster takes up. */
class VoterKeysTest {
    private static final String FILE =
            """
            {"id": "a", "key": "a secret that is long enough", "version": 2, "quorum": 2,
             "servers": {
               "a": {"ip": "10.0.0.1", "port": 2200, "systems": ["ip"]},
               "b": {"ip": "10.0.0.2", "port": 2200},
               "c": {"port": 2200, "ip": "10.0.0.3"}},
             "cluster": {"system": {"ip":
               {"alive": "ip_up", "down": "ip_down", "type": "shard", "data": ["10.0.0.9"]}}}}
            """;

    private static List<String> unlike(String text) {
        return unlike(view(), text);
    }

    private static List<String> unlike(View view, String text) {
        Settings read = Fixtures.accepted(text, new OwnId.Named("a"));
        return VoterKeys.unlike(view, Path.of("flip.json"), read.catalog().configuration()).stream()
                .map(Problem::line)
                .toList();
    }

    private static View view() {
        Standing up = new Standing(1, Standing.State.UP, 1, true);
        return new View(
                1,
                1,
                9,
                1,
                1,
                Duration.ofSeconds(2),
                2,
                ImmutableSortedMap.of(
                        new ServerId("a"), up, new ServerId("b"), up, new ServerId("c"), up),
                View.NONE.exclusions());
    }

    @Test
    void theSameVotersAndAServerThatDoesNotVoteAreTaken() {
        assertThat(unlike(FILE)).isEmpty();
        assertThat(
                        unlike(
                                FILE.replace(
                                        "\"b\": {",
                                        "\"n\": {\"ip\": \"10.0.0.4\", \"port\": 2200, \"voter\": false}, \"b\": {")))
                .isEmpty();
    }

    @Test
    void anotherQuorumIsNamedWithTheRightOne() {
        assertThat(unlike(FILE.replace("\"quorum\": 2", "\"quorum\": 3")))
                .containsExactly(
                        "flip.json: error: $.quorum: the quorum of a running cluster stays 2"
                                + " (Write \"quorum\": 2.)");
    }

    @Test
    void aVoterMoreAVoterLessAndAVoterGoneAreNamed() {
        assertThat(
                        unlike(
                                FILE.replace("\"b\": {", "\"d\": {")
                                        .replace("10.0.0.3\"", "10.0.0.3\", \"voter\": false")))
                .containsExactly(
                        "flip.json: error: $.servers.c.voter: c is a voter, and stays one while the"
                                + " cluster runs (Write \"voter\": true.)",
                        "flip.json: error: $.servers.d.voter: no server becomes a voter while the"
                                + " cluster runs (Write \"voter\": false.)",
                        "flip.json: error: $.servers.b: b is a voter, and stays one while the"
                                + " cluster runs (Leave it in the file.)");
    }

    /** The seats of the lost may stay in the file, and may be left out for good. */
    @Test
    void ofARecoveredClusterTheLostMayBeVotersOrGone() {
        View view =
                new View(
                        2,
                        1,
                        1_000_009,
                        1,
                        1,
                        Duration.ofSeconds(2),
                        1,
                        ImmutableSortedMap.of(
                                new ServerId("a"), new Standing(1, Standing.State.UP, 1, true)),
                        View.NONE.exclusions(),
                        new Descent(
                                ImmutableList.of(1L),
                                ImmutableSortedSet.of(new ServerId("b"), new ServerId("c"))));
        String alone =
                FILE.replace("\"quorum\": 2", "\"quorum\": 1")
                        .replaceAll(",\\s*\"[bc]\": \\{[^}]*}", "");

        assertThat(unlike(view, FILE)).isEmpty();
        assertThat(unlike(view, alone)).isEmpty();
        assertThat(unlike(view, FILE.replace("\"b\": {", "\"d\": {")))
                .singleElement()
                .asString()
                .contains("$.servers.d.voter");
    }
}
