package flip.lab.e2e;

import static flip.lab.e2e.DriverScene.ADDRESS;
import static flip.lab.e2e.DriverScene.ON_ETH0;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When ip_driver sends the last will, and when it does not. */
@NeedsNamespaces
class LastWillTest {
    private static final int PORT = 2200;
    private static final int TIMES = 3;
    private static final Duration A_WHILE = Duration.ofMillis(500);
    private static final Duration LEASE = Duration.ofMillis(300);

    /** "first" and "second" in hexadecimal digits. */
    private static final String FIRST = "6669727374";

    private static final String SECOND = "7365636F6E64";

    @TempDir private Path folder;
    private DriverScene scene;
    private Sniffer sniffer;

    @BeforeEach
    void build() {
        scene = new DriverScene(folder);
        sniffer = Sniffer.on(scene.lab().hosts(), scene.lab().hosts().client());
    }

    @AfterEach
    void remove() {
        sniffer.close();
        scene.close();
    }

    @Test
    void itIsSentAFewTimesWhenAllIsReleased() {
        SpokenDriver driver = scene.driver();
        assertThat(driver.ask(will(FIRST))).isEqualTo("ok");
        // Who cannot be sent to is no reason not to tell the others.
        assertThat(driver.ask(will(SECOND) + " fe80::1%eth0 2200 00")).isEqualTo("ok");
        assertThat(driver.ask("will nowhere 1 00")).startsWith("failed ");
        assertThat(driver.ask("alive ip %s %s".formatted(ADDRESS, ON_ETH0))).isEqualTo("ok");
        scene.awaitHeld(ADDRESS, true);

        driver.hangUp();

        for (int time = 0; time < TIMES; time++) {
            Sniffer.Frame frame = nextWill().orElseThrow();
            assertThat(new String(frame.payload(), StandardCharsets.US_ASCII)).isEqualTo("second");
            assertThat(scene.addresses()).isEmpty();
        }
        assertThat(nextWill()).isEmpty();
        assertThat(driver.exitCode()).isZero();
    }

    @Test
    void itIsNotSentAfterItWasTakenBack() {
        SpokenDriver driver = scene.driver();
        assertThat(driver.ask(will(FIRST))).isEqualTo("ok");
        assertThat(driver.ask("nowill")).isEqualTo("ok");
        assertThat(driver.ask("alive ip %s %s".formatted(ADDRESS, ON_ETH0))).isEqualTo("ok");

        driver.hangUp();

        assertThat(driver.exitCode()).isZero();
        assertThat(nextWill()).isEmpty();
        assertThat(scene.addresses()).isEmpty();
    }

    @Test
    void itIsNotSentWhenSomethingCouldNotBeReleased() {
        SpokenDriver driver =
                scene.start(
                        scene.changed(
                                "*Flip::Addresses::delete_all = sub { shift; map { 1 } @_ };"));
        assertThat(driver.next()).startsWith("hello 1 will ");
        long unused = driver.renew("ip", LEASE);
        assertThat(driver.ask(will(FIRST))).isEqualTo("ok");
        assertThat(driver.ask("alive ip %s %s".formatted(ADDRESS, ON_ETH0))).isEqualTo("ok");

        String why =
                "cannot take 192.168.0.1/32 off eth0: Operation not permitted; run the agent as"
                        + " root or give it CAP_NET_ADMIN";
        assertThat(driver.ask("down ip %s %s".formatted(ADDRESS, ON_ETH0)))
                .isEqualTo("failed " + why);
        assertThat(driver.next()).isEqualTo("unreleased ip 192.168.0.1 " + why);
        driver.hangUp();

        assertThat(driver.exitCode()).isEqualTo(1);
        assertThat(nextWill()).isEmpty();
        assertThat(scene.addresses()).containsExactly(ADDRESS + "/32");
    }

    @Test
    void itIsNotSentBesideWhatAnAliveThatFailedMayHaveLeft() {
        SpokenDriver driver =
                withAnAliveThatFailed(
                        "*Flip::Addresses::delete_all = sub { shift; map { 1 } @_ };");

        driver.hangUp();

        assertThat(driver.exitCode()).isEqualTo(1);
        assertThat(nextWill()).isEmpty();
        assertThat(scene.addresses()).containsExactly(ADDRESS + "/32");
    }

    @Test
    void whatAnAliveThatFailedHasLeftIsReleasedBeforeItIsSent() {
        SpokenDriver driver = withAnAliveThatFailed("");
        scene.awaitHeld(ADDRESS, true);

        driver.hangUp();

        assertThat(nextWill()).isPresent();
        assertThat(scene.addresses()).isEmpty();
        assertThat(driver.exitCode()).isZero();
    }

    /** Its alive does what it should, and then this, and fails; it has a will. */
    private SpokenDriver withAnAliveThatFailed(String then) {
        SpokenDriver driver =
                scene.start(
                        scene.changed(
                                "my $take = \\&Flip::Addresses::take;",
                                "*Flip::Addresses::take = sub {",
                                "    $take->(@_);",
                                "    " + then,
                                "    die qq(the kernel does not answer\\n);",
                                "};"));
        assertThat(driver.next()).startsWith("hello 1 will ");
        assertThat(driver.ask(will(FIRST))).isEqualTo("ok");
        assertThat(driver.ask("alive ip %s %s".formatted(ADDRESS, ON_ETH0)))
                .isEqualTo("failed the kernel does not answer");
        return driver;
    }

    @Test
    void itIsSentWhenTheLastLeaseHasEndedAndTheDriverIsNoMore() {
        SpokenDriver driver = scene.driver();
        assertThat(driver.ask(will(FIRST))).isEqualTo("ok");
        long unused = driver.renew("ip", LEASE);
        long later = driver.renew("other", LEASE.multipliedBy(4));
        assertThat(driver.ask("alive ip %s %s".formatted(ADDRESS, ON_ETH0))).isEqualTo("ok");
        assertThat(driver.ask("alive other 192.168.0.2 " + ON_ETH0)).isEqualTo("ok");

        assertThat(driver.next()).isEqualTo("released ip");
        assertThat(driver.next()).isEqualTo("released other");

        assertThat(nextWill().orElseThrow().at()).isGreaterThan(later - 1_000_000);
        assertThat(scene.addresses()).isEmpty();
        assertThat(driver.exitCode()).isZero();
    }

    @Test
    void whoSpeaksAfterTheLeaseHasEndedIsAliveAndKeepsItsDriver() {
        SpokenDriver driver =
                scene.start(
                        scene.changed(
                                "my $new = \\&Flip::Driver::new;",
                                "*Flip::Driver::new = sub {",
                                "    my $self = $new->(@_);",
                                "    $self->{silence} = 60_000;",
                                "    return $self;",
                                "};"));
        assertThat(driver.next()).startsWith("hello 1 will ");
        assertThat(driver.ask(will(FIRST))).isEqualTo("ok");
        long unused = driver.renew("ip", LEASE);
        assertThat(driver.ask("alive ip %s %s".formatted(ADDRESS, ON_ETH0))).isEqualTo("ok");
        assertThat(driver.next()).isEqualTo("released ip");
        assertThat(scene.addresses()).isEmpty();

        assertThat(driver.ask("down ip %s %s".formatted(ADDRESS, ON_ETH0))).isEqualTo("ok");
        assertThat(driver.ask("nowill")).isEqualTo("ok");
        unused = driver.renew("ip", Duration.ofMinutes(1));
        assertThat(driver.ask("alive ip %s %s".formatted(ADDRESS, ON_ETH0))).isEqualTo("ok");
        driver.hangUp();

        assertThat(driver.exitCode()).isZero();
        assertThat(nextWill()).isEmpty();
        assertThat(scene.addresses()).isEmpty();
    }

    private String will(String hex) {
        return "will %s %d %s 127.0.0.1 %d 00 fd00:90::fe %d 00"
                .formatted(scene.lab().hosts().client().ip(), PORT, hex, PORT, PORT);
    }

    private Optional<Sniffer.Frame> nextWill() {
        return sniffer.await(
                frame ->
                        frame.targetPort() == PORT
                                && frame.target().equals(scene.lab().hosts().client().ip()),
                A_WHILE);
    }
}
