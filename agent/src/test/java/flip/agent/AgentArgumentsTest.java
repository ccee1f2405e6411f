package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quick way to start an agent. */
class AgentArgumentsTest {
    @Test
    void bothOptionsInEitherOrder() {
        AgentArguments expected = new AgentArguments(Path.of("f"), Optional.of("x"));

        assertThat(parse("agent -c f -n x")).contains(expected);
        assertThat(parse("agent --name x --config f")).contains(expected);
        assertThat(parse("agent -c f"))
                .contains(new AgentArguments(Path.of("f"), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agent",
                "agent --help",
                "agent -c",
                "agent -n x",
                "agent -c f -c g",
                "agent -c f --wrong x",
                "agent -c f -n",
                "status -c f"
            })
    void everythingElseIsForTheOtherParser(String line) {
        assertThat(parse(line)).isEmpty();
    }

    private static Optional<AgentArguments> parse(String line) {
        return AgentArguments.parse(line.split(" "));
    }
}
