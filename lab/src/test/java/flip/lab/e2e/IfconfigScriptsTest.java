package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ip_up and ip_down on hosts without {@code ip}: an ifconfig that shows a listing and writes down
 * what it is asked to do, in the words of each system.
 */
class IfconfigScriptsTest {
    private static final String NET_TOOLS =
            """
            eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
                    inet 10.0.0.2  netmask 255.255.255.0  broadcast 10.0.0.255
                    inet6 fe80::1  prefixlen 64  scopeid 0x20<link>

            lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536
                    inet 127.0.0.1  netmask 255.0.0.0
            """;

    private static final String BSD =
            """
            em0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
            \tether 02:00:00:00:00:01
            \tinet 10.0.0.2 netmask 0xffffff00 broadcast 10.0.0.255
            \tinet6 fe80::1%em0 prefixlen 64 scopeid 0x1
            lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384
            \tinet 127.0.0.1 netmask 0xff000000
            """;

    private static final String ILLUMOS =
            """
            lo0: flags=2001000849<UP,LOOPBACK,RUNNING,MULTICAST,IPv4,VIRTUAL> mtu 8232 index 1
                    inet 127.0.0.1 netmask ff000000
            net0: flags=1000843<UP,BROADCAST,RUNNING,MULTICAST,IPv4> mtu 1500 index 2
                    inet 10.0.0.2 netmask ffffff00 broadcast 10.0.0.255
            """;

    private final Tools tools;

    IfconfigScriptsTest(@TempDir Path folder) {
        tools = new Tools(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.9, eth0:0a000009 10.0.0.9 netmask 255.255.255.255 up",
        "10.0.0.9/20, eth0:0a000009 10.0.0.9 netmask 255.255.240.0 up",
        "2001:db8::9, eth0 add 2001:db8::9/128",
    })
    void netToolsTakeAnAddressAsAnAlias(String datum, String call) throws IOException {
        host("Linux", NET_TOOLS);

        assertSilent(run("ip_up.sh", datum, "eth0"));

        assertThat(tools.calls()).containsExactly(call);
    }

    @Test
    void netToolsReleaseTheAliasThatHasIt() throws IOException {
        host(
                "Linux",
                NET_TOOLS
                        + """
                        eth0:7: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
                                inet 10.0.0.9  netmask 255.255.255.255  broadcast 0.0.0.0
                        """);

        assertSilent(run("ip_down.sh", "10.0.0.9", "eth0"));

        assertThat(tools.calls()).containsExactly("eth0:7 down");
    }

    @Test
    void busyboxSaysTheSameInOtherWords() throws IOException {
        host(
                "Linux",
                """
                net9      Link encap:Ethernet  HWaddr 02:00:00:00:00:01
                          inet addr:10.0.0.9  Bcast:10.0.0.255  Mask:255.255.255.0
                          inet6 addr: 2001:db8::9/64 Scope:Global
                          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1
                """);

        assertSilent(run("ip_up.sh", "2001:DB8:0::9/128", "net9"));
        Ran down = run("ip_down.sh", "10.0.0.9", "net9");

        // The kernel would take others of the subnet along, and there is no such interface to
        // prevent that on.
        assertThat(down.exitCode()).isZero();
        assertThat(down.output())
                .isEqualTo(
                        "ip_down: other addresses of the subnet of 10.0.0.9 may have left net9 with"
                                + " it: set net.ipv4.conf.net9.promote_secondaries to 1\n");

        assertThat(tools.calls())
                .containsExactly(
                        "net9 del 2001:DB8:0::9/64", "net9 add 2001:DB8:0::9/128", "net9 0.0.0.0");
    }

    @Test
    void theDocumentedInterfaceIsTheLoopbackOfLinuxHereToo() throws IOException {
        host("Linux", NET_TOOLS);

        assertSilent(run("ip_up.sh", "192.168.0.1", "lo0"));

        assertThat(tools.calls())
                .containsExactly("lo:c0a80001 192.168.0.1 netmask 255.255.255.255 up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FreeBSD", "OpenBSD", "NetBSD", "Darwin"})
    void theBsdsAndMacosHaveAliases(String system) throws IOException {
        host(system, BSD);

        assertSilent(run("ip_up.sh", "10.0.0.9", "em0"));
        assertSilent(run("ip_up.sh", "2001:db8::9/64", "em0"));
        assertSilent(run("ip_up.sh", "192.168.0.1", "lo0"));

        assertThat(tools.calls())
                .containsExactly(
                        "em0 inet 10.0.0.9 netmask 255.255.255.255 alias",
                        "em0 inet6 2001:db8::9 prefixlen 64 alias",
                        "lo0 inet 192.168.0.1 netmask 255.255.255.255 alias");
    }

    @Test
    void anAddressThatIsThereAlreadyIsLeftAlone() throws IOException {
        host(
                "FreeBSD",
                BSD.replace(
                        "lo0:",
                        "\tinet 10.0.0.9 netmask 0xffffffff broadcast 10.0.0.9\n"
                                + "\tinet6 2001:db8::9 prefixlen 128\nlo0:"));

        assertSilent(run("ip_up.sh", "10.0.0.9", "em0"));
        assertSilent(run("ip_up.sh", "2001:db8:0:0::9", "em0"));

        assertThat(tools.calls()).isEmpty();
    }

    @Test
    void anotherPrefixIsTakenAwayFirst() throws IOException {
        host("Darwin", BSD.replace("lo0:", "\tinet 10.0.0.9 netmask 0xffffff00\nlo0:"));

        assertSilent(run("ip_up.sh", "10.0.0.9", "em0"));

        assertThat(tools.calls())
                .containsExactly(
                        "em0 inet 10.0.0.9 -alias",
                        "em0 inet 10.0.0.9 netmask 255.255.255.255 alias");
    }

    @Test
    void theBsdsRelease() throws IOException {
        host(
                "FreeBSD",
                BSD.replace(
                        "lo0:",
                        "\tinet 10.0.0.9 netmask 0xffffffff\n\tinet6 2001:db8::9 prefixlen 128\nlo0:"));

        assertSilent(run("ip_down.sh", "10.0.0.9", "em0"));
        assertSilent(run("ip_down.sh", "2001:db8::9", "em0"));

        assertThat(tools.calls())
                .containsExactly("em0 inet 10.0.0.9 -alias", "em0 inet6 2001:db8::9 -alias");
    }

    @Test
    void illumosAddsAndRemovesLogicalInterfaces() throws IOException {
        host("SunOS", ILLUMOS);
        assertSilent(run("ip_up.sh", "10.0.0.9", "net0"));
        assertSilent(run("ip_up.sh", "2001:db8::9/64", "net0"));

        host(
                "SunOS",
                ILLUMOS
                        + """
                        net0:1: flags=1000843<UP,BROADCAST,RUNNING,MULTICAST,IPv4> mtu 1500 index 2
                                inet 10.0.0.9 netmask ffffffff broadcast 10.0.0.9
                        net0:2: flags=20002080841<UP,RUNNING,MULTICAST,IPv6> mtu 1500 index 2
                                inet6 2001:db8::9/64
                        """);
        assertSilent(run("ip_down.sh", "10.0.0.9", "net0"));
        assertSilent(run("ip_down.sh", "2001:db8::9", "net0"));

        assertThat(tools.calls())
                .containsExactly(
                        "net0 addif 10.0.0.9/32 up",
                        "net0 inet6 addif 2001:db8::9/64 up",
                        "net0 removeif 10.0.0.9",
                        "net0 inet6 removeif 2001:db8::9");
    }

    @ParameterizedTest
    @CsvSource({"Linux", "FreeBSD", "Darwin", "SunOS"})
    void whatIsNotThereIsReleased(String system) throws IOException {
        host(system, BSD);

        assertSilent(run("ip_down.sh", "10.0.0.9", "em0"));
        assertSilent(run("ip_down.sh", "10.0.0.9", "em7"));

        assertThat(tools.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.2", "fe80::1"})
    void whatIsOnAnotherInterfaceThanTheMissingOneIsNotReleased(String address) throws IOException {
        host("FreeBSD", BSD + "sit0: flags=41<UP>\n\tinet6 ::10.0.0.2 prefixlen 96\n");

        Ran ran = run("ip_down.sh", address, "em7");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.output())
                .isEqualTo(
                        "ip_down: cannot look at the interface \"em7\", and "
                                + address
                                + " is on em0: take it off there by hand\n");
        assertThat(tools.calls()).isEmpty();
    }

    @Test
    void aMissingInterfaceIsAnErrorOnUp() throws IOException {
        host("FreeBSD", BSD);

        Ran ran = run("ip_up.sh", "10.0.0.9", "em7");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.output())
                .isEqualTo(
                        "ip_up: this host has no interface \"em7\": correct \"interface\" in the"
                                + " config (or for this server alone, in servers.ID.config)\n");
    }

    @ParameterizedTest
    @CsvSource({
        "ip_up.sh, 10.0.0.9, ip_up: cannot put 10.0.0.9/32 on em0",
        "ip_down.sh, 10.0.0.2, ip_down: cannot take 10.0.0.2/24 off em0",
    })
    void aRefusalOfTheKernelIsTold(String script, String datum, String what) throws IOException {
        host("FreeBSD", BSD);
        Files.createFile(tools.folder().resolve("refuse"));

        Ran ran = run(script, datum, "em0");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.output())
                .isEqualTo(what + ": ifconfig: permission denied; run the agent as root\n");
    }

    @Test
    void anIpThatCannotPrintJsonIsNotUsed() throws IOException {
        host("Linux", NET_TOOLS + NET_TOOLS.replace("eth0", "lo"));
        tools.fake("ip", "echo \"ip: invalid option -- 'j'\" >&2", "exit 1");

        assertSilent(run("ip_up.sh", "10.0.0.9", "lo"));

        assertThat(tools.calls())
                .containsExactly("lo:0a000009 10.0.0.9 netmask 255.255.255.255 up");
    }

    @Test
    void withNothingToWorkWithTheScriptSaysWhatToInstall() throws IOException {
        tools.fake("ip", "echo \"ip: invalid option -- 'j'\" >&2", "exit 1");

        Ran ran = run("ip_up.sh", "10.0.0.9", "lo");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.output())
                .isEqualTo(
                        "ip_up: cannot list the addresses of lo: \"ip -j\" said: ip: invalid option"
                                + " -- 'j'; install iproute2\n");
    }

    /**
     * It announces by itself where it is not Linux; on Linux nothing here can, and that is told
     * once.
     */
    private void host(String system, String listing) throws IOException {
        Files.writeString(tools.folder().resolve("listing"), listing);
        tools.fake("uname", "echo " + system)
                .fake("arping", "exit 0")
                .fake("ndptool", "exit 0")
                .fake("sleep", "exit 0")
                .fake(
                        "ifconfig",
                        "here=${0%/*}",
                        "if [ \"$*\" = -a ]; then",
                        "    while IFS= read -r line; do echo \"$line\"; done <\"$here/listing\"",
                        "elif [ -e \"$here/refuse\" ]; then",
                        "    echo 'ifconfig: permission denied' >&2",
                        "    exit 1",
                        "else",
                        "    echo \"$@\" >>\"$here/calls\"",
                        "fi");
    }

    private Ran run(String script, String datum, String device) throws IOException {
        return Ran.command(
                Map.of("PATH", tools.folder().toString()),
                List.of(
                        TwoHosts.script(script).toString(),
                        datum,
                        "{\"interface\":\"%s\"}".formatted(device)));
    }

    private static void assertSilent(Ran ran) {
        assertThat(ran.output()).isEmpty();
        assertThat(ran.exitCode()).isZero();
    }
}
