package flip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which keys of two configurations differ, in words. */
class DifferencesTest {
    private static String documented(String... replacements) {
        String text = Fixtures.catalog(Fixtures.documented()).configuration().text();
        for (int at = 0; at < replacements.length; at += 2) {
            assertThat(text).contains(replacements[at]);
            text = text.replace(replacements[at], replacements[at + 1]);
        }
        return text;
    }

    @Test
    void equalTextsDifferInNothing() {
        assertThat(Differences.between(documented(), documented())).isEmpty();
    }

    @Test
    void theKeyThatDiffersIsNamedWithItsPath() {
        assertThat(Differences.between(documented(), documented("lo0", "eth0")))
                .isEqualTo("cluster.system.ip.config.interface");
        assertThat(Differences.between(documented(), documented("2202", "2203")))
                .isEqualTo("servers.flip2.port");
    }

    @Test
    void aListDiffersAsAWhole() {
        assertThat(Differences.between(documented("192.168.0.2", "192.168.0.3"), documented()))
                .isEqualTo("cluster.system.ip.data");
    }

    @Test
    void aKeyThatOnlyOneHasDiffers() {
        assertThat(Differences.between(documented("\"priority\":1,", ""), documented()))
                .isEqualTo("servers.flip1.priority");
        assertThat(Differences.between("{\"a\":{}}", "{\"a\":1,\"b\":null}")).isEqualTo("a, b");
    }

    @Test
    void ofManyAHandfulIsNamed() {
        assertThat(
                        Differences.between(
                                "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1}",
                                "{\"g\":1}"))
                .isEqualTo("a, b, c, d, e and 1 more");
    }
}
