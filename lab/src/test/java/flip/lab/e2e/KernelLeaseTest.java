package flip.lab.e2e;

import static flip.lab.e2e.DriverScene.ADDRESS;
import static flip.lab.e2e.DriverScene.GUARDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel serves no address longer than its lease, whatever becomes of the driver. */
@NeedsNamespaces
class KernelLeaseTest {
    private static final Duration LEASE = Duration.ofMillis(800);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String ALIVE = "alive ip %s %s".formatted(ADDRESS, GUARDED);

    /** Ticks of the kernel's clock, and a client that reads the time before it asks. */
    private static final Duration TOLERANCE = Duration.ofMillis(8);

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
    void itIsRenewedWithoutAGapAndLeavesNothingBehind() {
        SpokenDriver driver = scene.driver();
        long unused = driver.renew("ip", LEASE);
        assertThat(driver.ask(ALIVE)).isEqualTo("ok");
        scene.awaitAnswer();
        long from = System.nanoTime();

        for (int renewal = 0; renewal < 20; renewal++) {
            unused = driver.renew("ip", LEASE);
            scene.lab().timeline().staysAsItIs(LEASE.dividedBy(8));
        }

        // Longer than a lease: without the renewals there would have been none for most of it.
        assertThat(scene.lab().answers().longestSilence(ADDRESS, from, System.nanoTime()))
                .isLessThan(LEASE.dividedBy(2));
        assertThat(driver.ask("down ip %s %s".formatted(ADDRESS, GUARDED))).isEqualTo("ok");
        assertThat(driver.ask("clock")).startsWith("ok ");
        assertThat(scene.rules()).doesNotContain("netdev");
        driver.hangUp();
        assertThat(driver.exitCode()).isZero();
        assertThat(scene.rules()).isEmpty();
    }

    @Test
    void anAliveForWhichTheLeaseIsTooShortHasNotFailedButFoundNone() {
        SpokenDriver driver = scene.driver();
        double shows = Double.parseDouble(driver.ask("clock").substring("ok ".length()));
        driver.say("renew ip %.3f".formatted(shows + 15), "7 " + ALIVE);

        String answer = driver.next();
        if (answer.startsWith("refused renew ip too late")) { // On a machine that is busy.
            answer = driver.next();
        }
        assertThat(answer).startsWith("7 unleased the lease ").endsWith(" has ended");
        assertThat(scene.addresses()).isEmpty();
        long unused = driver.renew("ip", LONG);
        assertThat(driver.ask(ALIVE)).isEqualTo("ok");
    }

    @Test
    void itNeedsALeaseFirstAndAnInterfaceThatOthersReach() {
        SpokenDriver driver = scene.driver();

        assertThat(driver.ask(ALIVE)).isEqualTo("failed kernel_lease of ip: renew its lease first");
        long unused = driver.renew("ip", LONG);
        assertThat(
                        driver.ask(
                                "alive ip 192.168.0.2"
                                        + " {\"interface\": \"lo0\", \"kernel_lease\": true}"))
                .isEqualTo(
                        "failed kernel_lease of ip: nothing from elsewhere passes the interface lo:"
                                + " choose another");

        assertThat(driver.ask(ALIVE)).isEqualTo("ok");
        scene.awaitAnswer();
    }

    @Test
    void aDriverThatIsKilledServesNobodyLongerThanItsLease() {
        SpokenDriver driver = scene.driver();
        long unused = driver.renew("ip", LONG);
        assertThat(driver.ask(ALIVE)).isEqualTo("ok");
        scene.awaitAnswer();
        long end = driver.renew("ip", LEASE);
        assertThat(driver.ask("clock")).startsWith("ok ");

        driver.signal(Netns.KILL);

        assertThat(driver.exitCode()).isNotZero();
        assertNobodyIsServedAfter(end);
        assertThat(scene.lab().answers().between(ADDRESS, end - LEASE.toNanos() / 4, end))
                .as("answers until shortly before the end")
                .isNotEmpty();
        assertThat(scene.addresses()).containsExactly(ADDRESS + "/32");

        SpokenDriver next = scene.driver();
        assertThat(scene.addresses()).isEmpty();
        next.hangUp();
        assertThat(next.exitCode()).isZero();
        assertThat(scene.rules()).isEmpty();
    }

    /**
     * The driver stands still where a renewal has been worked out but not handed over, or is handed
     * over but not yet in force; when it goes on the lease is over. It is killed before it can
     * release the address, so that nothing but the kernel keeps anybody from being served.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRenewalThatStoodStillOnItsWayComesIntoForceNowhere(int transaction) throws IOException {
        SpokenDriver driver = stopsBefore(transaction, "");

        long end = standsStillUntilTheLeaseIsOver(driver);
        driver.signal(Daemon.CONTINUE);

        assertThat(driver.exitCode()).isNotZero();
        assertNobodyIsServedAfter(end);
        assertThat(scene.addresses()).containsExactly(ADDRESS + "/32");
    }

    @Test
    void withoutTheLookAtTheClockItWouldComeIntoForce() throws IOException {
        SpokenDriver driver = stopsBefore(1, "*Flip::Clock::now = sub { $at };");

        long end = standsStillUntilTheLeaseIsOver(driver);
        driver.signal(Daemon.CONTINUE);

        assertThat(scene.lab().answers().awaitFrom(ADDRESS, "one", end, SpokenDriver.PATIENCE))
                .as("an answer after the end of the lease")
                .isPresent();
    }

    /** A driver that stops itself in the next renewal once the file "stop" is there. */
    private SpokenDriver stopsBefore(int transaction, String onStop) {
        Map<String, String> environment =
                scene.changed(
                        "my $folder = '%s'; my $count = 0;".formatted(folder),
                        "my $was = \\&Flip::Nftables::transact;",
                        "*Flip::Nftables::transact = sub {",
                        "    if (-e \"$folder/stop\" && ++$count == %d) {".formatted(transaction),
                        "        my $at = Flip::Clock::now();",
                        "        " + onStop,
                        "        kill STOP => $$;",
                        "    }",
                        "    return $was->(@_);",
                        "};",
                        "my $remove = \\&Flip::Addresses::remove;",
                        "*Flip::Addresses::remove = sub {",
                        "    kill KILL => $$ if -e \"$folder/stop\";",
                        "    return $remove->(@_);",
                        "};");
        SpokenDriver driver = scene.start(environment);
        assertThat(driver.next()).isEqualTo("hello 1 will kernel_lease=nftables");
        return driver;
    }

    private long standsStillUntilTheLeaseIsOver(SpokenDriver driver) throws IOException {
        long unused = driver.renew("ip", LEASE);
        assertThat(driver.ask(ALIVE)).isEqualTo("ok");
        scene.awaitAnswer();
        Files.createFile(folder.resolve("stop"));
        long end = driver.renew("ip", LEASE);
        await().atMost(SpokenDriver.PATIENCE).until(driver::isStopped);
        await().atMost(SpokenDriver.PATIENCE)
                .until(() -> System.nanoTime() > end + TOLERANCE.toNanos());
        return end;
    }

    @Test
    void aLeaseThatIsOverIsNotHeldUpByAnotherSystemsLease() {
        SpokenDriver driver = scene.driver();
        long end = driver.renew("ip", LEASE);
        long unused = driver.renew("other", LONG);
        assertThat(driver.ask(ALIVE)).isEqualTo("ok");
        assertThat(driver.ask("alive other 192.168.0.2 " + GUARDED)).isEqualTo("ok");
        scene.awaitAnswer();

        driver.signal(Daemon.STOP);

        assertNobodyIsServedAfter(end);
        driver.signal(Daemon.CONTINUE);
        assertThat(driver.next()).isEqualTo("released ip");
        assertThat(scene.addresses()).containsExactly("192.168.0.2/32");
    }

    @Test
    void rulesThatSomebodyFlushedAreThereAgainWithTheNextRenewal() {
        SpokenDriver driver = scene.driver();
        long unused = driver.renew("ip", LONG);
        assertThat(driver.ask(ALIVE)).isEqualTo("ok");
        scene.host().namespace().run("nft", "flush", "ruleset");
        scene.awaitAnswer();

        long end = driver.renew("ip", LEASE);
        assertThat(driver.ask("clock")).startsWith("ok ");
        driver.signal(Netns.KILL);

        assertNobodyIsServedAfter(end);
    }

    @Test
    void twoDriversOnOneHostLeaveEachOtherAlone() {
        SpokenDriver one = scene.driver();
        SpokenDriver other =
                SpokenDriver.start(scene.host(), folder.resolve("other.lock"), Map.of());
        assertThat(other.next()).startsWith("hello 1 ");
        for (SpokenDriver each : List.of(one, other)) {
            long unused = each.renew("ip", LONG);
        }
        assertThat(one.ask(ALIVE)).isEqualTo("ok");
        assertThat(other.ask("alive ip 192.168.0.2 " + GUARDED)).isEqualTo("ok");

        other.hangUp();
        assertThat(other.exitCode()).isZero();

        assertThat(scene.addresses()).containsExactly(ADDRESS + "/32");
        scene.awaitAnswer();
        one.hangUp();
        assertThat(one.exitCode()).isZero();
        assertThat(scene.rules()).isEmpty();
    }

    @Test
    void aHostThatCannotSaysSoAndHoldsAddressesWithout() {
        assertHoldsWithout("*Flip::Nftables::program = sub { return };");
    }

    /** What a kernel answers that has the socket of its packet filters, but not this one. */
    @Test
    void aKernelWithoutNftablesHoldsAddressesWithout() {
        assertHoldsWithout(
                "my $list = \\&Flip::Netlink::list;",
                "*Flip::Netlink::list = sub {",
                "    $_[1] >> 8 != 10 or die \"the kernel does not list: Invalid argument\\n\";",
                "    return $list->(@_);",
                "};");
    }

    private void assertHoldsWithout(String... change) {
        SpokenDriver driver = scene.start(scene.changed(change));

        assertThat(driver.next()).isEqualTo("hello 1 will kernel_lease=none");
        assertThat(driver.ask(ALIVE)).isEqualTo("ok");
        scene.awaitAnswer();
        driver.hangUp();

        assertThat(driver.exitCode()).isZero();
        assertThat(scene.addresses()).isEmpty();
    }

    @Test
    void anNftThatHangsHoldsUpNeitherTheGreetingNorTheRest() throws IOException {
        Map<String, String> environment = scene.withNftThatMayHang();
        Path hang = Files.createFile(folder.resolve("hang"));

        SpokenDriver without = scene.start(environment);
        assertThat(without.next()).isEqualTo("hello 1 will kernel_lease=none");
        without.hangUp();
        assertThat(without.exitCode()).isZero();

        Files.delete(hang);
        SpokenDriver driver = scene.start(environment);
        assertThat(driver.next()).isEqualTo("hello 1 will kernel_lease=nftables");
        long unused = driver.renew("ip", LONG);
        Files.createFile(hang);
        assertThat(driver.ask(ALIVE)).isEqualTo("failed no kernel lease: nft did not end");
        assertThat(scene.addresses()).isEmpty();
        Files.delete(hang);
        // On a machine that is busy the one that was killed is not gone at once.
        await().atMost(SpokenDriver.PATIENCE).until(() -> driver.ask(ALIVE).equals("ok"));
        scene.awaitAnswer();
    }

    private void assertNobodyIsServedAfter(long end) {
        long from = end + TOLERANCE.toNanos();
        assertThat(scene.lab().answers().await(ADDRESS, from, any -> any.askedAt() > from, LEASE))
                .as("an answer to a question after the end of the lease")
                .isEmpty();
    }
}
