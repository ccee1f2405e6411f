package flip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a running agent does not take up from its file. */
class RestartKeysTest {
    private static final String FILE =
            """
            {"id": "flip", "quorum": 1, "key": "a secret that is long enough",
             "log_level": "info", "data_dir": "/tmp/flip", "scripts_dir": "/tmp/scripts",
             "bind": "127.0.0.1", "admin": {"socket": "/tmp/flip.sock"},
             "servers": {"flip": {"ip": "127.0.0.1", "port": 2200, "systems": ["ip"]}},
             "cluster": {"system": {"ip":
               {"alive": "ip_up", "down": "ip_down", "type": "shard", "data": ["10.0.0.1"]}}}}
            """;

    private static Settings settings(String text) {
        return Fixtures.accepted(text, new OwnId.Named("flip"));
    }

    @ParameterizedTest
    @CsvSource({
        "a secret that is long enough, another that is long enough, key",
        "info, debug, log_level",
        "/tmp/flip\", /tmp/flop\", data_dir",
        "/tmp/scripts, /tmp/texts, scripts_dir",
        "/tmp/flip.sock, /tmp/flop.sock, admin.socket",
        "'\"bind\": \"127.0.0.1\"', '\"bind\": \"127.0.0.2\"', bind",
        "2200, 2201, servers.flip.port"
    })
    void aKeyThatNeedsARestartIsNamed(String before, String after, String key) {
        assertThat(FILE).contains(before);

        assertThat(RestartKeys.changed(settings(FILE), settings(FILE.replace(before, after))))
                .containsExactly(key);
    }

    @Test
    void theAddressThatIsListenedOnIsNamedByWhereItWasWritten() {
        String without = FILE.replace("\"bind\": \"127.0.0.1\", ", "");

        assertThat(
                        RestartKeys.changed(
                                settings(without), settings(without.replace("0.0.1\"", "0.0.9\""))))
                .containsExactly("servers.flip.ip");
    }

    @Test
    void whatTheClusterAgreesOnNeedsNone() {
        String data =
                FILE.replace("10.0.0.1", "10.0.0.2")
                        .replace("\"quorum\"", "\"version\": 3, \"quorum\"");

        assertThat(RestartKeys.changed(settings(FILE), settings(FILE))).isEmpty();
        assertThat(RestartKeys.changed(settings(FILE), settings(data))).isEmpty();
    }
}
