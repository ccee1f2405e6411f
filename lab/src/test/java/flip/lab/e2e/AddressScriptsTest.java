package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ip_up and ip_down on real interfaces of Linux: which addresses are there afterwards. */
class AddressScriptsTest {
    private static final String ON_V0 = "{\"interface\":\"v0\"}";

    private final TwoHosts hosts;

    AddressScriptsTest() throws IOException {
        hosts = new TwoHosts();
    }

    @AfterEach
    void close() throws IOException {
        hosts.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.9/32", "10.0.0.9/24", "2001:db8::9/128", "2001:db8::9/64"})
    void upTwiceIsOnceAndDownTwiceIsNone(String datum) throws IOException {
        String given = datum.replaceAll("/(32|128)$", "");

        assertSilentSuccess(hosts.up(given, ON_V0));
        assertSilentSuccess(hosts.up(given, ON_V0));
        assertThat(hosts.addresses("v0")).containsExactly(datum);

        assertSilentSuccess(hosts.down(given, ON_V0));
        assertThat(hosts.addresses("v0")).isEmpty();
        assertSilentSuccess(hosts.down(given, ON_V0));
        assertThat(hosts.addresses("v0")).isEmpty();
    }

    @Test
    void theDocumentedInterfaceIsTheLoopbackOfLinux() throws IOException {
        String documented = "{\"interface\" : \"lo0\"}";

        assertSilentSuccess(hosts.up("192.168.0.1", documented));
        assertThat(hosts.addresses("lo")).containsExactly("192.168.0.1/32");

        assertSilentSuccess(hosts.down("192.168.0.1", documented));
        assertThat(hosts.addresses("lo")).isEmpty();
    }

    @Test
    void anotherNameOfAnInterfaceIsItsName() throws IOException {
        hosts.onHost("link", "property", "add", "dev", "v0", "altname", "front0");

        assertSilentSuccess(hosts.up("10.0.0.9", "{\"interface\":\"front0\"}"));
        assertThat(hosts.addresses("v0")).containsExactly("10.0.0.9/32");

        assertSilentSuccess(hosts.down("10.0.0.9", "{\"interface\":\"front0\"}"));
        assertThat(hosts.addresses("v0")).isEmpty();
    }

    @Test
    void anAddressIsNotGivenBackWhileItLivesOnUnderAnotherName() throws IOException {
        hosts.onHost("link", "property", "add", "dev", "v0", "altname", "front0");
        assertSilentSuccess(hosts.up("10.0.0.9", "{\"interface\":\"front0\"}"));
        hosts.onHost("link", "property", "del", "dev", "v0", "altname", "front0");

        assertRefused(
                hosts.down("10.0.0.9", "{\"interface\":\"front0\"}"),
                "ip_down: cannot look at the interface \"front0\", and 10.0.0.9 is on v0: take it"
                        + " off there by hand");
        assertThat(hosts.addresses("v0")).containsExactly("10.0.0.9/32");

        assertSilentSuccess(hosts.down("10.0.0.9", ON_V0));
        assertSilentSuccess(hosts.down("10.0.0.9", "{\"interface\":\"front0\"}"));
    }

    @Test
    void anInterfaceThatIsReallyCalledLo0IsTaken() throws IOException {
        hosts.onHost("link", "add", "lo0", "type", "veth", "peer", "name", "lo9");

        assertSilentSuccess(hosts.up("192.168.0.1", "{\"interface\":\"lo0\"}"));

        assertThat(hosts.addresses("lo0")).containsExactly("192.168.0.1/32");
        assertThat(hosts.addresses("lo")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.9,24", "2001:db8::9,64"})
    void aPrefixOfTheConfigIsForDataWithoutOne(String address, String prefix) throws IOException {
        String config = "{\"prefix\" : %s, \"interface\":\"v0\"}".formatted(prefix);

        assertSilentSuccess(hosts.up(address, config));
        assertThat(hosts.addresses("v0")).containsExactly(address + "/" + prefix);

        assertSilentSuccess(hosts.up(address + "/30", config));
        assertThat(hosts.addresses("v0")).containsExactly(address + "/30");
    }

    @Test
    void theEnvironmentComesBeforeTheJson() throws IOException {
        Ran ran =
                hosts.in(
                        Map.of("FLIP_CONFIG_interface", "v0", "FLIP_CONFIG_prefix", "28"),
                        List.of(
                                TwoHosts.script("ip_up.sh").toString(),
                                "10.0.0.9",
                                "{\"interface\":\"lo\"}"));

        assertSilentSuccess(ran);
        assertThat(hosts.addresses("v0")).containsExactly("10.0.0.9/28");
    }

    @Test
    void everyOtherPrefixOfTheAddressGoes() throws IOException {
        hosts.onHost("addr", "add", "10.0.0.9/24", "dev", "v0");
        hosts.onHost("addr", "add", "10.0.0.9/16", "dev", "v0");
        hosts.onHost("addr", "add", "2001:db8::9/64", "dev", "v0");

        assertSilentSuccess(hosts.up("10.0.0.9", ON_V0));
        assertSilentSuccess(hosts.up("2001:DB8:0::0009", ON_V0));
        assertThat(hosts.addresses("v0"))
                .containsExactlyInAnyOrder("10.0.0.9/32", "2001:db8::9/128");

        hosts.onHost("addr", "add", "10.0.0.9/24", "dev", "v0");
        assertSilentSuccess(hosts.down("10.0.0.9", ON_V0));
        assertSilentSuccess(hosts.down("2001:DB8:0::0009", ON_V0));
        assertThat(hosts.addresses("v0")).isEmpty();
    }

    @Test
    void anAddressIsUsableAtOnceWithoutDuplicateDetection() throws IOException {
        assertSilentSuccess(hosts.up("2001:db8::9", ON_V0));

        assertThat(hosts.onHost("-j", "addr", "show", "dev", "v0", "to", "2001:db8::9"))
                .contains("2001:db8::9")
                .doesNotContain("tentative", "dadfailed");
    }

    @Test
    void anAddressThatFailedDuplicateDetectionIsMadeUsable() throws IOException {
        hosts.onNeighbour("addr", "add", "2001:db8::9/128", "dev", "v0", "nodad");
        hosts.onHost("addr", "add", "2001:db8::9/128", "dev", "v0");

        assertSilentSuccess(hosts.up("2001:db8::9", ON_V0));

        assertThat(hosts.onHost("-j", "addr", "show", "dev", "v0", "to", "2001:db8::9"))
                .contains("2001:db8::9")
                .doesNotContain("tentative", "dadfailed");
    }

    @Test
    void theOtherAddressesOfASubnetStayWhenTheFirstOneGoes() throws IOException {
        hosts.in(
                Map.of(),
                List.of("sh", "-c", "echo 0 >/proc/sys/net/ipv4/conf/v0/promote_secondaries"));
        hosts.onHost("addr", "flush", "dev", "v0");
        assertSilentSuccess(hosts.up("10.0.0.8/24", ON_V0));
        assertSilentSuccess(hosts.up("10.0.0.9/24", ON_V0));

        assertSilentSuccess(hosts.down("10.0.0.8/24", ON_V0));

        assertThat(hosts.addresses("v0")).containsExactly("10.0.0.9/24");
    }

    @Test
    void theyStayWithNetToolsToo(@TempDir Path folder) throws IOException {
        String switches = "/proc/sys/net/ipv4/conf";
        hosts.in(
                Map.of(),
                List.of(
                        "sh",
                        "-c",
                        "cd %s && echo 0 >all/promote_secondaries && echo 0 >v0/promote_secondaries"
                                .formatted(switches)));
        Tools tools =
                new Tools(folder)
                        .fake("uname", "echo Linux")
                        .fake(
                                "ifconfig",
                                "[ \"$*\" = -a ] || exit 0",
                                "echo 'v0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500'",
                                "echo '        inet 10.0.0.8  netmask 255.255.255.0'");

        assertSilentSuccess(
                hosts.in(
                        Map.of("PATH", tools.folder().toString()),
                        List.of(TwoHosts.script("ip_down.sh").toString(), "10.0.0.8", ON_V0)));

        Ran kept = hosts.in(Map.of(), List.of("cat", switches + "/v0/promote_secondaries"));
        assertThat(kept.output()).isEqualTo("1\n");
    }

    @Test
    void aMissingInterfaceIsAnErrorOnUpAndNoneOnDown() throws IOException {
        String config = "{\"interface\":\"eth7\"}";

        Ran up =
                hosts.in(
                        Map.of("FLIP_SYSTEM", "ip", "FLIP_SERVER", "flip1"),
                        List.of(TwoHosts.script("ip_up.sh").toString(), "10.0.0.9", config));

        assertRefused(
                up,
                "ip_up: this host has no interface \"eth7\": correct \"interface\" in the config of"
                        + " system \"ip\" (or for this server alone, in servers.flip1.config)");
        assertSilentSuccess(hosts.down("10.0.0.9", config));
    }

    @Test
    void withoutThePrivilegeBothSaySoAndFail() throws IOException {
        hosts.onHost("addr", "add", "10.0.0.8/32", "dev", "v0");

        assertRefused(
                unprivileged("ip_up.sh", "10.0.0.9"),
                "ip_up: cannot put 10.0.0.9/32 on v0: RTNETLINK answers: Operation not permitted;"
                        + " run the agent as root or give it CAP_NET_ADMIN");
        assertRefused(
                unprivileged("ip_down.sh", "10.0.0.8"),
                "ip_down: cannot take 10.0.0.8/32 off v0: RTNETLINK answers: Operation not"
                        + " permitted; run the agent as root or give it CAP_NET_ADMIN");
        assertThat(hosts.addresses("v0")).containsExactly("10.0.0.8/32");
    }

    private Ran unprivileged(String script, String datum) throws IOException {
        return hosts.in(
                Map.of(),
                List.of(
                        "setpriv",
                        "--bounding-set=-net_admin",
                        "--inh-caps=-net_admin",
                        TwoHosts.script(script).toString(),
                        datum,
                        ON_V0));
    }

    /** What is only a courtesy to clients may hang: behind a lock of the kernel's, on a disk. */
    @Test
    void whatHangsBeforeAnAddressGoesDoesNotKeepIt(@TempDir Path folder) throws IOException {
        Tools tools = new Tools(folder).fake("nft", "exec sleep 15").fake("ss", "exec sleep 15");
        assertSilentSuccess(hosts.up("10.0.0.9", ON_V0));

        Ran ran =
                hosts.in(
                        Map.of("PATH", tools.folder() + ":" + Ran.usualPath()),
                        List.of(TwoHosts.script("ip_down.sh").toString(), "10.0.0.9", ON_V0));

        assertSilentSuccess(ran);
        assertThat(hosts.addresses("v0")).isEmpty();
    }

    private static void assertSilentSuccess(Ran ran) {
        assertThat(ran.output()).isEmpty();
        assertThat(ran.exitCode()).isZero();
    }

    private static void assertRefused(Ran ran, String line) {
        assertThat(ran.output()).isEqualTo(line + "\n");
        assertThat(ran.exitCode()).isEqualTo(1);
    }
}
