package flip.lab.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How ip_down lets go of an address: what clients see, and in which order. */
class ReleaseTest {
    private static final String ON_V0 = "{\"interface\":\"v0\"}";

    private static final String SERVER =
            """
            use IO::Socket::IP;
            my $all = IO::Socket::IP->new(LocalHost => $ARGV[0], LocalPort => 7000, Listen => 1, ReuseAddr => 1)
                or die "listen: $@";
            open my $ready, '>', $ARGV[1]; close $ready;
            my $one = $all->accept; sysread $one, my $word, 1;
            """;

    private static final String CLIENT =
            """
            use IO::Socket::IP;
            my $one = IO::Socket::IP->new(PeerHost => $ARGV[0], PeerPort => 7000) or die "connect: $@";
            open my $ready, '>', $ARGV[1]; close $ready;
            my $got = sysread $one, my $word, 1;
            print defined $got ? "end" : "$!";
            """;

    private final Path folder;
    private final TwoHosts hosts;
    private final Tools tools;

    ReleaseTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        hosts = new TwoHosts();
        tools = new Tools(folder);
    }

    @AfterEach
    void close() throws IOException {
        hosts.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.9", "2001:db8::9"})
    void aClientIsResetAtOnce(String address) throws IOException {
        hosts.up(address, ON_V0);
        Process server = perl(hosts.host, SERVER, address, "listening");
        await().atMost(10, SECONDS).until(() -> Files.exists(folder.resolve("listening")));
        Process client = perl(hosts.neighbour, CLIENT, address, "connected");
        await().atMost(10, SECONDS).until(() -> Files.exists(folder.resolve("connected")));

        assertThat(hosts.down(address, ON_V0).output()).isEmpty();

        await().atMost(5, SECONDS).until(() -> !client.isAlive());
        assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
                .isEqualTo("Connection reset by peer");
        server.destroyForcibly();
    }

    @Test
    void connectionsAreResetBehindADropAndBeforeTheAddressGoes() throws IOException {
        tools.real("ip", "nft")
                .fake(
                        "ss",
                        "cd \"${0%/*}\"",
                        "echo \"$@\" >>calls",
                        "nft list ruleset >rules",
                        "ip -j addr show dev v0 >addresses");
        hosts.up("10.0.0.9", ON_V0);

        assertThat(downWithTools("10.0.0.9").output()).isEmpty();

        assertThat(tools.calls()).containsExactly("-H -t -K src 10.0.0.9");
        assertThat(Files.readString(folder.resolve("rules")))
                .contains("hook input", "elements = { 10.0.0.9 timeout", "drop");
        assertThat(Files.readString(folder.resolve("addresses"))).contains("10.0.0.9");
        assertThat(hosts.addresses("v0")).isEmpty();
        await().atMost(10, SECONDS).until(() -> rules().isEmpty());
    }

    @Test
    void theDropIsLiftedWhenTheScriptIsEndedHalfWay() throws IOException {
        tools.real("ip", "nft").fake("ss", "kill -TERM $PPID", "exit 0");
        hosts.up("10.0.0.9", ON_V0);

        assertThat(downWithTools("10.0.0.9").exitCode()).isEqualTo(143);

        await().atMost(10, SECONDS).until(() -> rules().isEmpty());
    }

    @Test
    void theKernelLiftsTheDropWhenTheScriptIsKilledHalfWay() throws IOException {
        tools.real("ip", "nft").fake("ss", "kill -KILL $PPID", "exit 0");
        hosts.up("10.0.0.9", ON_V0);

        assertThat(downWithTools("10.0.0.9").exitCode()).isEqualTo(137);

        assertThat(rules()).contains("10.0.0.9 timeout");
        await().atMost(10, SECONDS).until(() -> !rules().contains("10.0.0.9"));
    }

    @Test
    void theNextReleaseRemovesTheTableOfAScriptThatWasKilled() throws IOException {
        tools.real("ip", "nft").fake("ss", "kill -KILL $PPID", "exit 0");
        hosts.up("10.0.0.9", ON_V0);
        assertThat(downWithTools("10.0.0.9").exitCode()).isEqualTo(137);
        assertThat(rules()).contains("flip_release_");

        tools.fake("ss", "exit 0");
        assertThat(downWithTools("10.0.0.9").exitCode()).isZero();

        await().atMost(10, SECONDS).until(() -> rules().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.9", "2001:db8::9"})
    void aHostWithoutNftablesAndSsReleasesAllTheSame(String address) throws IOException {
        tools.real("ip");
        hosts.up(address, ON_V0);

        assertThat(downWithTools(address).output()).isEmpty();

        assertThat(hosts.addresses("v0")).isEmpty();
    }

    @Test
    void aHostWhoseNftablesAndSsFailReleasesAllTheSame() throws IOException {
        tools.real("ip").fake("nft", "echo broken >&2; exit 1").fake("ss", "echo x >&2; exit 1");
        hosts.up("10.0.0.9", ON_V0);

        Ran ran = downWithTools("10.0.0.9");

        assertThat(ran.output()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        assertThat(hosts.addresses("v0")).isEmpty();
    }

    @Test
    void anAddressThatIsNotThereCostsNothing() throws IOException {
        tools.real("ip").fake("nft", "echo nft >>\"${0%/*}/calls\"");

        assertThat(downWithTools("10.0.0.9").exitCode()).isZero();

        assertThat(tools.calls()).isEmpty();
    }

    @Test
    void anAddressThatGoesWhileItIsReleasedIsReleased() throws IOException {
        tools.real("ip").fake("ss", "ip addr del 10.0.0.9/32 dev v0");
        hosts.up("10.0.0.9", ON_V0);

        Ran ran = downWithTools("10.0.0.9");

        assertThat(ran.output()).isEmpty();
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void anInterfaceThatGoesWhileItsAddressIsReleasedIsSuccess() throws IOException {
        tools.real("ip").fake("ss", "ip link del v0");
        hosts.up("10.0.0.9", ON_V0);

        Ran ran = downWithTools("10.0.0.9");

        assertThat(ran.output()).isEmpty();
        assertThat(ran.exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0", "front0", "gone0"})
    void anIpThatCannotListIsNotTakenForAnAddressThatIsGone(String device) throws IOException {
        hosts.onHost("link", "property", "add", "dev", "v0", "altname", "front0");
        hosts.up("10.0.0.9", ON_V0);
        tools.fake("ip", "echo 'Cannot open netlink socket: Too many open files'", "exit 1")
                .fake("ifconfig", "echo 'v0: flags=4163<UP>'")
                .fake("uname", "echo Linux");

        Ran ran = downWithTools("10.0.0.9", "{\"interface\":\"%s\"}".formatted(device));

        assertThat(ran.output())
                .isEqualTo(
                        "ip_down: cannot list the addresses of %s: \"ip -j\" said: Cannot open netlink socket: Too many open files\n"
                                .formatted(device));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(hosts.addresses("v0")).containsExactly("10.0.0.9/32");
    }

    @Test
    void anAddressThatCouldNotBeTakenOffIsToldEvenWhenNothingCanBeListedAnyMore()
            throws IOException {
        tools.fake(
                "ip",
                "here=${0%/*}",
                "[ ! -e $here/failing ] || exit 1",
                "PATH=" + Ran.usualPath(),
                "case $* in",
                "*del*) echo no memory; echo >$here/failing; exit 1 ;;",
                "esac",
                "exec ip \"$@\"");
        hosts.up("10.0.0.9", ON_V0);

        Ran ran = downWithTools("10.0.0.9");

        assertThat(ran.output()).isEqualTo("ip_down: cannot take 10.0.0.9/32 off v0: no memory\n");
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    private String rules() throws IOException {
        return Ran.out("ip", "netns", "exec", hosts.host, "nft", "list", "ruleset");
    }

    private Ran downWithTools(String datum) throws IOException {
        return downWithTools(datum, ON_V0);
    }

    private Ran downWithTools(String datum, String config) throws IOException {
        return hosts.in(
                Map.of("PATH", folder.toString()),
                List.of(TwoHosts.script("ip_down.sh").toString(), datum, config));
    }

    private Process perl(String where, String program, String address, String ready)
            throws IOException {
        Path file = Files.writeString(folder.resolve(ready + ".pl"), program);
        return new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        where,
                        "timeout",
                        "30",
                        "perl",
                        file.toString(),
                        address,
                        folder.resolve(ready).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
