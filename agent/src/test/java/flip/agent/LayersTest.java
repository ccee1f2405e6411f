package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import flip.agent.admin.StatusReport.DriverReport;
import flip.agent.admin.StatusReport.LayersReport;
import flip.agent.config.AgreedCatalogReader;
import flip.agent.process.DriverState;
import flip.membership.ServerId;
import flip.systems.Catalog;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is in force of what was asked for. */
class LayersTest {
    private static final ServerId SELF = new ServerId("a");
    private static final Catalog CATALOG =
            new AgreedCatalogReader(SELF)
                    .read(
                            """
                            {"quorum": 1,
                             "servers": {
                               "a": {"ip": "127.0.0.1", "port": 1, "systems": ["s", "d", "k"]},
                               "b": {"ip": "127.0.0.1", "port": 2, "systems": ["e"], "voter": false}},
                             "cluster": {"system": {
                               "s": {"alive": "up", "down": "down", "data": ["1"]},
                               "d": {"driver": "ip_driver", "data": ["2"]},
                               "e": {"driver": "ip_driver", "data": ["3"]},
                               "k": {"driver": "ip_driver", "kernel_lease": true, "data": ["4"]}}}}
                            """);

    @Test
    void ofEachSystemThatIsCarriedHereWhatItsDriverSays() {
        assertThat(Layers.of(CATALOG, SELF, saying("will kernel_lease=nftables more")))
                .isEqualTo(
                        Map.of(
                                "s", new LayersReport("", false, ""),
                                "d", new LayersReport("ip_driver", true, ""),
                                "k", new LayersReport("ip_driver", true, "nftables")));
    }

    @Test
    void ofADriverWhetherItHasTheLastWill() {
        assertThat(saying("will"))
                .isEqualTo(
                        Map.of("ip_driver", new DriverReport("ready", 3000, 77, "will", true, "")));
    }

    @Test
    void aKernelLeaseThatIsNotThereIsNone() {
        assertThat(Layers.of(CATALOG, SELF, saying("kernel_lease=none")).get("k"))
                .isEqualTo(new LayersReport("ip_driver", false, LayersReport.NONE));
    }

    @Test
    void beforeADriverHasSaidHelloNothingIsInForce() {
        assertThat(Layers.of(CATALOG, SELF, Map.of()).get("k"))
                .isEqualTo(new LayersReport("ip_driver", false, ""));
    }

    private static Map<String, DriverReport> saying(String words) {
        return Layers.drivers(
                Map.of(
                        "ip_driver",
                        new DriverState("ready", Duration.ofSeconds(3), 77, words, true, "")));
    }
}
