package flip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import flip.systems.Datum;
import org.junit.jupiter.api.Test;

/** What scripts are handed: one config above the other, and the environment of it. */
class ScriptConfigTest {
    private static final String FILE =
            """
            {"key": "correct horse battery",
             "servers": {
               "a": {"ip": "10.0.0.1", "port": 1, "systems": ["s"],
                     "config": {"s": {"c": "server", "d": "server"}}},
               "b": {"ip": "10.0.0.2", "port": 1, "systems": ["s"]}},
             "cluster": {
               "config": {"a": "cluster", "b": "cluster", "c": "cluster", "d": "cluster",
                          "deep": {"x": 1, "y": {"z": 1}}, "list": [1, 2]},
               "system": {"s": {"alive": "up", "down": "down",
                 "config": {"b": "system", "c": "system", "d": "system",
                            "deep": {"y": {"w": 2}}, "list": [3]},
                 "data": ["plain", {"id": "own", "config": {"d": "datum"}}]}}}}
            """;

    @Test
    void theNearerConfigWins() {
        assertThat(datum("a", "own").configJson())
                .isEqualTo(
                        "{\"a\":\"cluster\",\"b\":\"system\",\"c\":\"server\",\"d\":\"datum\","
                                + "\"deep\":{\"x\":1,\"y\":{\"w\":2,\"z\":1}},\"list\":[3]}");
        assertThat(datum("a", "plain").configJson()).contains("\"d\":\"server\"");
    }

    @Test
    void aServersOverridesAreItsOwn() {
        assertThat(datum("b", "plain").configJson()).contains("\"c\":\"system\"");
    }

    @Test
    void whatIsNoObjectAndNoListIsInTheEnvironment() {
        assertThat(datum("a", "own").environment())
                .containsOnlyKeys(
                        "FLIP_CONFIG_a", "FLIP_CONFIG_b", "FLIP_CONFIG_c", "FLIP_CONFIG_d")
                .containsEntry("FLIP_CONFIG_d", "datum");
    }

    @Test
    void aVariablesNameIsOneThatAShellKnows() {
        String file =
                FILE.replace(
                        "{\"d\": \"datum\"}",
                        "{\"a-b.c\": 1.50, \"yes\": true, \"none\": null, \"\\u00e9\": \"\\u00e9\"}");

        assertThat(datum(file, "b", "own").environment())
                .containsEntry("FLIP_CONFIG_a_b_c", "1.5")
                .containsEntry("FLIP_CONFIG_yes", "true")
                .containsEntry("FLIP_CONFIG__", "\u00e9")
                .doesNotContainKey("FLIP_CONFIG_none");
    }

    @Test
    void aValueThatNoEnvironmentCanHoldIsRefused() {
        assertThat(Fixtures.problems(FILE.replace("\"datum\"", "\"a\\u0000\"")))
                .contains("a value of a config has no character 0");
    }

    private static Datum datum(String server, String id) {
        return datum(FILE, server, id);
    }

    private static Datum datum(String file, String server, String id) {
        return Fixtures.accepted(file, new OwnId.Named(server))
                .catalog()
                .systems()
                .values()
                .stream()
                .flatMap(system -> system.lots().stream())
                .flatMap(lot -> lot.data().stream())
                .filter(datum -> datum.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
