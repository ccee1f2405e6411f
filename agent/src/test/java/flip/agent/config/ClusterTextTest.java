package flip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import flip.membership.Configuration;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.systems.Catalog;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One spelling of the cluster's part, whatever the file looks like. */
class ClusterTextTest {
    static List<Path> good() {
        return Fixtures.good();
    }

    @ParameterizedTest
    @MethodSource("good")
    void theTextReadAgainIsTheSameCatalogForEveryServer(Path file) {
        for (Server server :
                Fixtures.catalog(Fixtures.text(file)).configuration().roster().servers()) {
            Catalog catalog =
                    Fixtures.accepted(Fixtures.text(file), new OwnId.Named(server.id().value()))
                            .catalog();

            Catalog again =
                    new AgreedCatalogReader(server.id()).read(catalog.configuration().text());

            assertThat(again).isEqualTo(catalog);
        }
    }

    @Test
    void theDocumentedFilesTextIsThis() {
        assertThat(text(Fixtures.documented()))
                .isEqualTo(
                        "{\"cluster\":{\"config\":{},\"system\":{\"ip\":{\"alive\":\"ip_up\","
                                + "\"config\":{\"interface\":\"lo0\"},"
                                + "\"data\":[\"192.168.0.2\",\"192.168.0.1\"],"
                                + "\"down\":\"ip_down\",\"type\":\"shard\"}}},"
                                + "\"gossip_interval\":1000,\"ping_per_interval\":3,"
                                + "\"ping_timeout\":1500,\"quorum\":2,\"servers\":{"
                                + "\"flip\":{\"ip\":\"127.0.0.1\",\"port\":2200,"
                                + "\"systems\":[\"ip\"]},"
                                + "\"flip1\":{\"ip\":\"127.0.0.1\",\"port\":2201,"
                                + "\"priority\":1,\"systems\":[\"ip\"]},"
                                + "\"flip2\":{\"ip\":\"127.0.0.1\",\"port\":2202}}}");
    }

    @Test
    void theDigestDoesNotChangeUnnoticed() {
        assertThat(Fixtures.catalog(Fixtures.documented()).configuration().digest())
                .isEqualTo(-3577944787459893294L);
    }

    @Test
    void blanksOrderNumbersAndEscapesDoNotMatter() {
        String text =
                Fixtures.documented()
                        .replaceAll("[\t\n]", " ")
                        .replace("\"quorum\" : 2", "\"quorum\" : 2.0")
                        .replace(": 1500", ": 1.5e3")
                        .replace("lo0", "l\\u006f0")
                        .replace(
                                "\"ip\" : \"127.0.0.1\",\"port\" : 2202",
                                "\"port\": 2202 , \"ip\" : \"127.0.0.1\"");

        assertThat(digest(text)).isEqualTo(digest(Fixtures.documented()));
    }

    @Test
    void whatIsAServersOwnDoesNotMatter() {
        JsonObject file = JsonParser.parseString(Fixtures.documented()).getAsJsonObject();
        file.addProperty("id", "flip2");
        file.addProperty("key", "another key than the other one");
        file.addProperty("log_level", "error");
        file.addProperty("data_dir", "/somewhere");
        file.addProperty("scripts_dir", "/elsewhere");
        file.addProperty("bind", "0.0.0.0");
        file.addProperty("$schema", "flip-configuration.schema.json");

        assertThat(digest(file.toString())).isEqualTo(digest(Fixtures.documented()));
    }

    @Test
    void whatIsTheClustersMatters() {
        String documented = Fixtures.documented();

        assertThat(
                        List.of(
                                digest(documented),
                                digest(documented.replace(": 1500", ": 1501")),
                                digest(documented.replace("2202", "2203")),
                                digest(documented.replace("lo0", "lo1")),
                                digest(documented.replace("192.168.0.2", "192.168.0.3"))))
                .doesNotHaveDuplicates();
    }

    @Test
    void keysThatHaveNoEffectAreNotInIt() {
        assertThat(text(Fixtures.text(Fixtures.resource("config/bad/unknown-keys.json"))))
                .doesNotContain("ping_timout")
                .doesNotContain("prio\"")
                .doesNotContain("prefers")
                .doesNotContain("colour");
    }

    @Test
    void theTextIsAscii() {
        String text = text(Fixtures.documented().replace("lo0", "löö \\u0007 \\uD83D\\uDE00"));

        assertThat(text)
                .contains("\"interface\":\"l\\u00f6\\u00f6 \\u0007 \\ud83d\\ude00\"")
                .matches("[ -~]*");
    }

    @Test
    void aServerThatIsNotInItCanReadIt() {
        String text = text(Fixtures.documented());

        Catalog catalog = new AgreedCatalogReader(new ServerId("newcomer")).read(text);

        assertThat(catalog).isEqualTo(Fixtures.catalog(Fixtures.documented()));
    }

    @Test
    void aTextThatIsNoConfigurationIsRefusedWithAllThatIsWrong() {
        AgreedCatalogReader reader = new AgreedCatalogReader(new ServerId("flip"));

        assertThatThrownBy(() -> reader.read("{\"quorum\": 0, \"servers\": {\"a\": {}}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the cluster's configuration:1:")
                .hasMessageContaining("$.quorum: quorum must be")
                .hasMessageContaining("$.servers.a: \"port\" is missing");
        assertThatThrownBy(() -> reader.read("nonsense"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> reader.read("[]")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aConfigurationThatIsTooLongIsRefused() {
        String large =
                Fixtures.documented()
                        .replace(
                                "\"config\": {}",
                                "\"config\": {\"a\":\""
                                        + "x".repeat(Configuration.LONGEST)
                                        + "\"}");

        assertThat(Fixtures.problems(large))
                .contains("a merged config has at most 32768 characters");
    }

    private static String text(String file) {
        return Fixtures.catalog(file).configuration().text();
    }

    private static long digest(String file) {
        return Fixtures.catalog(file).configuration().digest();
    }

    @Test
    void equalConfigsOfDataAreKeptOnceAndAllOfThemHaveALimit() {
        int most = ScriptConfigs.MOST_CHARACTERS / 20_000;

        Settings settings = Fixtures.accepted(withLargeConfigs(most - 10), new OwnId.Anyone());
        assertThat(
                        settings.catalog().systems().values().stream()
                                .flatMap(system -> system.lots().stream())
                                .map(lot -> System.identityHashCode(lot.data().get(0).configJson()))
                                .distinct())
                .hasSize(1);

        assertThat(Fixtures.problems(withLargeConfigs(2000)))
                .containsOnlyOnce("have more than 2097152 characters in all")
                .contains("put what is large into a file");
    }

    private static String withLargeConfigs(int data) {
        String each =
                IntStream.range(0, data)
                        .mapToObj(at -> "{\"id\": \"d" + at + "\", \"config\": {\"prefix\": 24}}")
                        .collect(Collectors.joining(","));
        return "{\"key\": \"correct horse battery\", \"servers\": {\"flip\": {\"ip\": \"10.0.0.1\", \"port\": 2200,"
                + " \"systems\": [\"ip\"]}}, \"cluster\": {\"system\": {\"ip\": {\"alive\": \"a\","
                + " \"down\": \"b\", \"config\": {\"much\": \""
                + "x".repeat(19_960)
                + "\"}, \"data\": ["
                + each
                + "]}}}}";
    }
}
