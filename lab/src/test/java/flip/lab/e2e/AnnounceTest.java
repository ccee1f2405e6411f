package flip.lab.e2e;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ip_up tells the neighbours, with each tool that can. */
class AnnounceTest {
    private static final String ON_V0 = "{\"interface\":\"v0\"}";
    private static final List<String> EACH = List.of("10.0.0.9", "2001:db8::9");

    private static final String USUAL_PATH = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";

    private final TwoHosts hosts;
    private final Tools tools;

    AnnounceTest(@TempDir Path folder) throws IOException {
        hosts = new TwoHosts();
        tools = new Tools(folder);
    }

    @AfterEach
    void close() throws IOException {
        hosts.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.9", "2001:db8::9", "10.0.0.9/24", "2001:db8:0:0::9/64"})
    void aNeighbourThatKnewItElsewhereIsTold(String datum) throws IOException {
        String address = datum.replaceAll("/.*", "");
        hosts.neighbourKnowsElsewhere(address);
        assertThat(hosts.neighbourKnowsHere(address)).isFalse();

        assertThat(hosts.up(datum, ON_V0).exitCode()).isZero();

        await().atMost(5, SECONDS).until(() -> hosts.neighbourKnowsHere(address));
    }

    @Test
    void nothingWaitsForTheAnnouncementOrItsOutput() throws IOException {
        for (String address : EACH) {
            Ran ran = hosts.up(address, ON_V0);

            // The burst takes three seconds, and Ran waits for the end of the output.
            assertThat(ran.took()).isLessThan(Duration.ofSeconds(2));
        }
        assertThat(hosts.processes()).isPositive();
    }

    @Test
    void theAnnouncerWaitsForAnAddressThatIsSlowToCome() throws IOException {
        tools.real("perl").fake("ip", USUAL_PATH, "sleep 0.5", "exec ip \"$@\"");
        hosts.neighbourKnowsElsewhere("10.0.0.9");

        assertThat(withTools("10.0.0.9").output()).isEmpty();

        await().atMost(5, SECONDS).until(() -> hosts.neighbourKnowsHere("10.0.0.9"));
    }

    @Test
    void theAnnouncerEndsWithAScriptThatFails() throws IOException {
        tools.real("perl")
                .fake("ip", USUAL_PATH, "case $* in *show*) exec ip \"$@\" ;; esac", "exit 1");
        hosts.neighbourKnowsElsewhere("10.0.0.9");

        assertThat(withTools("10.0.0.9").exitCode()).isEqualTo(1);

        await().atMost(5, SECONDS).until(() -> hosts.processes() == 0);
        assertThat(hosts.neighbourKnowsHere("10.0.0.9")).isFalse();
    }

    @Test
    void theAnnouncementIsRepeatedAndThenEnds() throws IOException {
        hosts.neighbourKnowsElsewhere("10.0.0.9");
        assertThat(hosts.up("10.0.0.9", ON_V0).exitCode()).isZero();
        await().atMost(5, SECONDS).until(() -> hosts.neighbourKnowsHere("10.0.0.9"));

        hosts.neighbourKnowsElsewhere("10.0.0.9");

        await().atMost(5, SECONDS).until(() -> hosts.neighbourKnowsHere("10.0.0.9"));
        await().atMost(10, SECONDS).until(() -> hosts.processes() == 0);
    }

    @Test
    void theAnnouncementEndsWhenTheAddressIsGone() throws IOException {
        for (String address : EACH) {
            assertThat(hosts.up(address, ON_V0).exitCode()).isZero();
            assertThat(hosts.down(address, ON_V0).exitCode()).isZero();
            hosts.neighbourKnowsElsewhere(address);
        }

        await().atMost(2500, MILLISECONDS).until(() -> hosts.processes() == 0);
        for (String address : EACH) {
            assertThat(hosts.neighbourKnowsHere(address)).isFalse();
        }
    }

    @Test
    void severalAtATimeDoNoHarm() throws IOException {
        for (int i = 0; i < 5; i++) {
            assertThat(hosts.up("10.0.0.9", ON_V0).output()).isEmpty();
        }

        assertThat(hosts.addresses("v0")).containsExactly("10.0.0.9/32");
        await().atMost(10, SECONDS).until(() -> hosts.processes() == 0);
    }

    @Test
    void onTheLoopbackThereIsNobodyToTell() throws IOException {
        assertThat(hosts.up("10.0.0.9", "{\"interface\":\"lo\"}").exitCode()).isZero();

        assertThat(hosts.processes()).isZero();
    }

    @Test
    void theArpingOfIputilsOrBusyboxIsAskedInItsWords() throws IOException {
        tools.real("ip", "sleep").fake("arping", "echo \"$@\" >>\"${0%/*}/calls\"");

        assertThat(withTools("10.0.0.9").output()).isEmpty();

        await().atMost(10, SECONDS).until(() -> tools.calls().size() == 5);
        assertThat(tools.calls()).containsOnly("-U -c 1 -w 1 -I v0 -s 10.0.0.9 10.0.0.9");
    }

    @Test
    void theOtherArpingIsAskedInItsOwnWords() throws IOException {
        tools.real("ip", "sleep")
                .fake(
                        "arping",
                        "case $* in",
                        "*' -s '*) exit 1 ;; # It wants a hardware address there.",
                        "*) echo \"$@\" >>\"${0%/*}/calls\" ;;",
                        "esac");

        assertThat(withTools("10.0.0.9").output()).isEmpty();

        await().atMost(10, SECONDS).until(() -> tools.calls().size() == 5);
        assertThat(tools.calls()).containsOnly("-U -c 1 -i v0 -S 10.0.0.9 10.0.0.9");
    }

    @Test
    void ndptoolAnnouncesIpv6() throws IOException {
        tools.real("ip", "sleep").fake("ndptool", "echo \"$@\" >>\"${0%/*}/calls\"");

        assertThat(withTools("2001:db8::9").output()).isEmpty();

        await().atMost(10, SECONDS).until(() -> tools.calls().size() == 5);
        assertThat(tools.calls()).containsOnly("-t na -U -i v0 -T 2001:db8::9 send");
    }

    @Test
    void aBurstOfOtherToolsEndsWithTheAddressToo() throws IOException {
        tools.real("ip", "sleep").fake("arping", "echo \"$@\" >>\"${0%/*}/calls\"");
        assertThat(withTools("10.0.0.9").output()).isEmpty();
        await().atMost(10, SECONDS).until(() -> !tools.calls().isEmpty());

        hosts.onHost("addr", "del", "10.0.0.9/32", "dev", "v0");

        await().atMost(10, SECONDS).until(() -> hosts.processes() == 0);
        assertThat(tools.calls().size()).isLessThan(5);
    }

    @Test
    void aHostWithNothingSaysSoOnceAndTakesTheAddress() throws IOException {
        tools.real("ip", "mkdir", "mount", "sh");
        String script = TwoHosts.script("ip_up.sh").toString();
        Ran ran =
                hosts.in(
                        Map.of("PATH", tools.folder().toString()),
                        List.of(
                                "sh",
                                "-c",
                                "mount -t tmpfs none /run && for i in 1 2 3; do "
                                        + "%s 10.0.0.9 '%s'; %s 2001:db8::9 '%s'; done"
                                                .formatted(script, ON_V0, script, ON_V0)));

        assertThat(ran.output().lines())
                .containsExactly(
                        "ip_up: nothing here can announce 10.0.0.9 on v0, so neighbours may take"
                                + " minutes to find it: install perl or iputils-arping",
                        "ip_up: nothing here can announce 2001:db8::9 on v0, so neighbours may take"
                                + " minutes to find it: install perl or libndp-tools");
        assertThat(hosts.addresses("v0"))
                .containsExactlyInAnyOrder("10.0.0.9/32", "2001:db8::9/128");
    }

    private Ran withTools(String datum) throws IOException {
        return hosts.in(
                Map.of("PATH", tools.folder().toString()),
                List.of(TwoHosts.script("ip_up.sh").toString(), datum, ON_V0));
    }
}
