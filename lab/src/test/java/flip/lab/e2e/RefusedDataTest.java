package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ip_up and ip_down refuse before they touch anything. */
class RefusedDataTest {
    private static final String ON_V0 = "{\"interface\":\"v0\"}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "foo",
                "/64",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.4.",
                "1..2.3",
                "::1::2",
                ":::",
                ":1::",
                "1::2:",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4::5:6:7:8",
                "12345::",
                "fe80::1%v0",
                "1.2.3.4 ",
                "*",
                "$(id)"
            })
    void whatIsNoAddressIsRefused(String datum) throws IOException {
        String why =
                ": \"%s\" is not an IPv4 or IPv6 address: correct it in the system's \"data\""
                        .formatted(datum);

        assertRefused(up(datum, ON_V0), "ip_up" + why);
        assertRefused(down(datum, ON_V0), "ip_down" + why);
    }

    @Test
    void anIpv4AddressWrittenAsIpv6IsRefusedWithWhatToWrite() throws IOException {
        assertRefused(
                up("::ffff:10.1.2.3", ON_V0),
                "ip_up: \"::ffff:10.1.2.3\" is an IPv4 address in the clothes of IPv6:"
                        + " write 10.1.2.3 in the system's \"data\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.9/0", "10.0.0.9/33", "10.0.0.9/x", "10.0.0.9/", "::1/129"})
    void whatIsNoPrefixIsRefused(String datum) throws IOException {
        assertThat(up(datum, ON_V0))
                .satisfies(
                        ran -> {
                            assertThat(ran.exitCode()).isEqualTo(1);
                            assertThat(ran.output().lines())
                                    .singleElement()
                                    .asString()
                                    .contains("is not a prefix of the address", "it must be 1 to");
                        });
    }

    @Test
    void aConfigWithoutAnInterfaceIsRefused() throws IOException {
        assertRefused(
                up("10.0.0.9", "{\"prefix\":24, \"name\":\"interface\"}"),
                "ip_up: no interface is given: add \"interface\" to the config");
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "../lo", "-v0", "v 0", "abcdefghijklmnop"})
    void whatCannotBeAnInterfaceIsRefused(String name) throws IOException {
        assertRefused(
                up("10.0.0.9", "{\"interface\":\"%s\"}".formatted(name)),
                "ip_up: \"%s\" cannot be an interface: correct \"interface\" in the config"
                        .formatted(name));
    }

    private static Ran up(String datum, String config) throws IOException {
        return run("ip_up.sh", datum, config);
    }

    private static Ran down(String datum, String config) throws IOException {
        return run("ip_down.sh", datum, config);
    }

    private static Ran run(String script, String datum, String config) throws IOException {
        return Ran.command(
                Map.of("PATH", "/nowhere"),
                List.of(TwoHosts.script(script).toString(), datum, config));
    }

    private static void assertRefused(Ran ran, String line) {
        assertThat(ran.output()).isEqualTo(line + "\n");
        assertThat(ran.exitCode()).isEqualTo(1);
    }
}
