package flip.lab.e2e;

import static flip.lab.e2e.DriverScene.ON_ETH0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ip_driver does with what it is told: addresses, leases, its end, its lock. */
@NeedsNamespaces
class AddressDriverTest {
    /** Of the agent: who waits and says nothing for so long is ended. */
    private static final Duration HELLO_LIMIT = Duration.ofSeconds(5);

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir private Path folder;
    private DriverScene scene;

    @BeforeEach
    void build() {
        scene = new DriverScene(folder);
    }

    @AfterEach
    void remove() {
        scene.close();
    }

    @Test
    void aliveTwiceIsOnceAndDownTwiceIsNone() {
        SpokenDriver driver = scene.driver();

        for (String datum : List.of("192.168.0.1", "192.168.0.2/24", "fd00:90::1")) {
            assertThat(driver.ask("alive ip %s %s".formatted(datum, ON_ETH0))).isEqualTo("ok");
            assertThat(driver.ask("alive ip %s %s".formatted(datum, ON_ETH0))).isEqualTo("ok");
        }
        assertThat(scene.addresses())
                .containsExactlyInAnyOrder("192.168.0.1/32", "192.168.0.2/24", "fd00:90::1/128");
        scene.awaitAnswer();

        for (String datum : List.of("192.168.0.1", "192.168.0.2/24", "fd00:90::1")) {
            assertThat(driver.ask("down ip %s %s".formatted(datum, ON_ETH0))).isEqualTo("ok");
            assertThat(driver.ask("down ip %s %s".formatted(datum, ON_ETH0))).isEqualTo("ok");
        }
        assertThat(scene.addresses()).isEmpty();
    }

    @Test
    void everyOtherPrefixOfAnAddressGoesAlsoOfOneThatIsNotHeld() {
        SpokenDriver driver = scene.driver();
        for (String each : List.of("192.168.0.1/24", "192.168.0.1/16", "192.168.0.2/30")) {
            scene.host().namespace().ip("addr", "add", each, "dev", "eth0");
        }

        assertThat(driver.ask("alive ip 192.168.0.1 " + ON_ETH0)).isEqualTo("ok");
        assertThat(driver.ask("down ip 192.168.0.2 " + ON_ETH0)).isEqualTo("ok");

        assertThat(scene.addresses()).containsExactly("192.168.0.1/32");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alive ip x {\"interface\":\"eth0\"} | \"x\" is not an IPv4 or IPv6 address:"
                        + " correct it in the system's \"data\"",
                "alive ip 10.0.0.9/33 {\"interface\":\"eth0\"} | \"33\" is not a prefix of the"
                        + " address 10.0.0.9: it must be 1 to 32, in \"data\" or as \"prefix\" in"
                        + " the config",
                "alive ip 10.0.0.9 {} | no interface is given: add \"interface\" to the config of"
                        + " system \"ip\"",
                "alive my%20ip 10.0.0.9 {\"interface\":\"eth7\"} | this host has no interface"
                        + " \"eth7\": correct \"interface\" in the config of system \"my ip\" (or"
                        + " for this server alone, in servers.ID.config)",
                "alive ip 10.0.0.9 {\"interface\":\"eth0\" | the config of system \"ip\" is no JSON"
                        + " object",
                "alive ip 10.0.0.9 | SYSTEM DATUM CONFIG_JSON is missing",
                "sing | no such request",
                "will 10.0.0.9 2200 | a will is ADDRESS PORT HEX for each receiver",
                "will 10.0.0.9 2200 abc | the datagram for 10.0.0.9 is not 1 to 2048 bytes in hex"
            })
    void whatCannotBeDoneIsRefusedInOneSentence(String request, String reason) {
        SpokenDriver driver = scene.driver();

        assertThat(driver.ask(request)).isEqualTo("failed " + reason);

        assertThat(driver.ask("down ip 10.0.0.9 " + ON_ETH0)).isEqualTo("ok");
    }

    @Test
    void anAddressIsHeldForOneDatumOnly() {
        SpokenDriver driver = scene.driver();

        assertThat(driver.ask("alive ip 192.168.0.1 " + ON_ETH0)).isEqualTo("ok");
        assertThat(driver.ask("alive other 192.168.0.1 " + ON_ETH0))
                .isEqualTo("failed 192.168.0.1 on eth0 is held as ip 192.168.0.1");
        assertThat(driver.ask("down other 192.168.0.1 " + ON_ETH0)).isEqualTo("ok");

        assertThat(scene.addresses()).containsExactly("192.168.0.1/32");
    }

    @Test
    void whatIsToBeOnAnotherInterfaceNowIsMoved() {
        SpokenDriver driver = scene.driver();

        assertThat(driver.ask("alive ip 192.168.0.1 " + ON_ETH0)).isEqualTo("ok");
        assertThat(driver.ask("alive ip 192.168.0.1 {\"interface\":\"lo0\"}")).isEqualTo("ok");

        assertThat(scene.addresses()).isEmpty();
        assertThat(scene.host().namespace().ip("-o", "addr", "show", "dev", "lo"))
                .contains("192.168.0.1/32");
    }

    @Test
    void aLeaseThatIsNotRenewedEndsByItself() {
        SpokenDriver driver = scene.driver();
        long first = driver.renew("my%20ip", SHORT);
        assertThat(driver.ask("alive my%20ip 192.168.0.1 " + ON_ETH0)).isEqualTo("ok");
        assertThat(driver.ask("alive other 192.168.0.2 " + ON_ETH0)).isEqualTo("ok");
        long last = driver.renew("my%20ip", SHORT.multipliedBy(2));

        assertThat(driver.next()).isEqualTo("released my%20ip");

        assertThat(System.nanoTime()).isGreaterThan(first).isGreaterThan(last - 1_000_000);
        assertThat(scene.addresses()).containsExactly("192.168.0.2/32");
        assertThat(driver.ask("alive my%20ip 192.168.0.1 " + ON_ETH0))
                .isEqualTo("unleased the lease of my ip has ended");
        long unused = driver.renew("my%20ip", LONG);
        assertThat(driver.ask("alive my%20ip 192.168.0.1 " + ON_ETH0)).isEqualTo("ok");
    }

    @Test
    void aRenewalThatComesTooLateIsRefused() {
        SpokenDriver driver = scene.driver();

        driver.say("renew ip 1");
        assertThat(driver.next()).startsWith("refused renew ip too late by ");
        driver.say("renew ip 99999999999999");
        assertThat(driver.next()).isEqualTo("refused renew ip longer than a day");
        driver.say("renew ip soon");
        assertThat(driver.next()).isEqualTo("refused renew ip soon");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "99999999999999"})
    void whatHasNoLeaseForARenewalThatWasRefusedIsNotTaken(String until) {
        SpokenDriver driver = scene.driver();

        driver.say("renew ip " + until);
        assertThat(driver.next()).startsWith("refused renew ip ");

        assertThat(driver.ask("alive ip 192.168.0.1 " + ON_ETH0))
                .isEqualTo("unleased the lease of ip has ended");
        assertThat(scene.addresses()).isEmpty();
        assertThat(driver.ask("alive other 192.168.0.2 " + ON_ETH0)).isEqualTo("ok");
        long unused = driver.renew("ip", LONG);
        driver.say("renew ip " + until); // The lease that there is stays.
        assertThat(driver.next()).startsWith("refused renew ip ");
        assertThat(driver.ask("alive ip 192.168.0.1 " + ON_ETH0)).isEqualTo("ok");
    }

    @Test
    void aDriverThatStoodStillReleasesWhenItWakes() {
        SpokenDriver driver = scene.driver();
        long end = driver.renew("ip", SHORT);
        assertThat(driver.ask("alive ip 192.168.0.1 " + ON_ETH0)).isEqualTo("ok");

        driver.signal(Daemon.STOP);
        await().atMost(SpokenDriver.PATIENCE).until(() -> System.nanoTime() > end);
        assertThat(scene.addresses()).containsExactly("192.168.0.1/32");
        driver.signal(Daemon.CONTINUE);

        assertThat(driver.next()).isEqualTo("released ip");
        assertThat(scene.addresses()).isEmpty();
    }

    @Test
    void manyAddressesComeTogetherAndGoWithTheAgent() {
        SpokenDriver driver = scene.driver();
        List<String> addresses =
                IntStream.rangeClosed(1, 200).mapToObj(each -> "192.168.1." + each).toList();
        scene.host().namespace().ip("addr", "add", "192.168.1.7/24", "dev", "eth0");

        driver.say(
                addresses.stream()
                        .map(each -> "7 alive ip %s %s".formatted(each, ON_ETH0))
                        .toArray(String[]::new));
        addresses.forEach(each -> assertThat(driver.next()).isEqualTo("7 ok"));
        assertThat(scene.addresses()).hasSize(200);
        scene.awaitHeld(addresses.get(199), true);

        long killed = System.nanoTime();
        driver.hangUp();
        assertThat(driver.exitCode()).isZero();

        assertThat(scene.addresses()).isEmpty();
        addresses.forEach(each -> scene.awaitHeld(each, false)); // Whoever looks on may be behind.
        assertThat(scene.lab().timeline().since(killed))
                .filteredOn(change -> !change.present())
                .hasSize(200)
                .allMatch(change -> change.at() - killed < Duration.ofSeconds(1).toNanos());
        assertThat(scene.rules()).isEmpty();
    }

    @Test
    void anAgentThatNoLongerListensKeepsNobodyFromReleasing() {
        SpokenDriver driver = scene.driver();
        assertThat(driver.ask("alive ip 192.168.0.1 " + ON_ETH0)).isEqualTo("ok");

        for (int signal : new int[] {Daemon.TERM, 1, 2}) {
            driver.signal(signal);
        }
        assertThat(driver.ask("clock")).startsWith("ok ");
        driver.hangUp();

        assertThat(driver.exitCode()).isZero();
        assertThat(scene.addresses()).isEmpty();
    }

    @Test
    void anAddressThatSomebodyRemovesIsToldOfOnce() {
        SpokenDriver driver = scene.driver();
        assertThat(driver.ask("alive ip 192.168.0.1 " + ON_ETH0)).isEqualTo("ok");

        scene.host().namespace().ip("addr", "del", "192.168.0.1/32", "dev", "eth0");

        assertThat(driver.next()).isEqualTo("lost ip 192.168.0.1");
        assertThat(driver.ask("alive ip 192.168.0.1 " + ON_ETH0)).isEqualTo("ok");
        scene.awaitAnswer();
    }

    /** A look waits for whoever changes an interface, and the agent for us. */
    @Test
    void whatIsHeldIsLookedForOnlyWhenTheKernelSaysThatItChanged() {
        SpokenDriver driver =
                scene.start(
                        scene.changed(
                                "my $present = \\&Flip::Addresses::present;",
                                "*Flip::Addresses::present = sub {",
                                "    open my $looks, '>>', '%s/looks';".formatted(folder),
                                "    print {$looks} \"look\\n\";",
                                "    return $present->(@_);",
                                "};"));
        assertThat(driver.next()).startsWith("hello 1 ");
        assertThat(driver.ask("alive ip 192.168.0.1 " + ON_ETH0)).isEqualTo("ok");

        assertThat(driver.nextWithin(Duration.ofSeconds(3))).isEmpty();
        assertThat(folder.resolve("looks")).hasContent("look"); // Of the alive.

        scene.host().namespace().ip("addr", "del", "192.168.0.1/32", "dev", "eth0");
        assertThat(driver.next()).isEqualTo("lost ip 192.168.0.1");
        assertThat(folder.resolve("looks")).hasContent("look\nlook");
    }

    @Test
    void theNextDriverWaitsForTheFormerOneAndItsChildren() throws IOException {
        SpokenDriver former = scene.start(scene.withNftThatMayHang());
        assertThat(former.next()).startsWith("hello 1 ");
        long unused = former.renew("ip", LONG);
        Files.createFile(folder.resolve("hang"));
        former.say("1 alive ip 192.168.0.1 " + DriverScene.GUARDED);
        List<ProcessHandle> children = awaitChildren(former.pid());
        former.signal(Daemon.STOP); // Else it ends them.

        SpokenDriver next = scene.start(Map.of());
        assertThat(next.next()).isEqualTo("waiting " + former.pid());
        former.signal(Netns.KILL);
        assertThat(former.exitCode()).isNotZero();
        next.say("1 clock");
        assertThat(children).allMatch(ProcessHandle::isAlive);
        assertThat(next.nextWithin(SHORT).filter(line -> !line.startsWith("waiting "))).isEmpty();

        children.forEach(ProcessHandle::destroyForcibly);
        assertThat(next.nextNews()).startsWith("hello 1 ");
        assertThat(next.next()).startsWith("1 ok ");
    }

    @Test
    void whoeverOnlyWasInTheLockIsNotNamed() throws IOException {
        SpokenDriver driver = scene.driver();
        Path lock = folder.resolve("driver.lock");
        assertThat(lock).hasContent(Integer.toString(driver.pid()));
        Files.writeString(lock, "1\n");

        assertThat(scene.start(Map.of()).next()).isEqualTo("waiting 0");
    }

    @Test
    void aLockThatCanOnlyBeReadIsALock() throws IOException {
        Files.writeString(folder.resolve("driver.lock"), "1\n");
        Path perl = folder.resolve("perl");
        Files.writeString(
                perl,
                """
                #!/bin/sh
                mount --bind "$2" "$2" && mount -o remount,bind,ro "$2" || exit 9
                PATH=${PATH#*:}
                exec perl "$@"
                """);
        Files.setPosixFilePermissions(perl, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> environment = Map.of("PATH", folder + ":" + System.getenv("PATH"));

        SpokenDriver first = scene.start(environment);
        assertThat(first.next()).startsWith("hello 1 ");
        SpokenDriver second = scene.start(environment);
        assertThat(second.next()).isEqualTo("waiting 0");
        first.hangUp();
        assertThat(second.nextNews()).startsWith("hello 1 ");

        assertThat(folder.resolve("driver.lock")).hasContent("1");
    }

    /** Who says it only once may hang, and is ended. */
    @Test
    void aDriverThatWaitsSaysSoAgainAndAgain() {
        SpokenDriver first = scene.driver();
        SpokenDriver second = scene.start(Map.of());

        for (int times = 0; times < 3; times++) {
            assertThat(second.nextWithin(HELLO_LIMIT)).hasValue("waiting " + first.pid());
        }
    }

    @Test
    void aDriverThatWaitsEndsWithItsAgent() {
        SpokenDriver first = scene.driver();
        SpokenDriver second = scene.start(Map.of());
        assertThat(second.next()).isEqualTo("waiting " + first.pid());

        second.hangUp();

        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(first.ask("clock")).startsWith("ok ");
    }

    private static List<ProcessHandle> awaitChildren(int pid) {
        ProcessHandle parent = ProcessHandle.of(pid).orElseThrow();
        await().atMost(SpokenDriver.PATIENCE)
                .until(() -> parent.children().anyMatch(AddressDriverTest::sleeps));
        return parent.descendants().toList();
    }

    private static boolean sleeps(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("sleep");
    }
}
