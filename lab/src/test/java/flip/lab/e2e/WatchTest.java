package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The watch on addresses, spoken to as an agent would. */
@NeedsNamespaces
class WatchTest {
    private static final String ADDRESS = "192.168.0.1";
    private static final String SIX = "fd00:90::51";
    private static final String ON_ETH0 = "{\"interface\": \"eth0\"}";
    private static final Duration A_WHILE = Duration.ofMillis(700);

    @TempDir private Path folder;
    private Laboratory lab;
    private Stranger stranger;
    private Sniffer sniffer;
    private final List<SpokenDriver> watches = new ArrayList<>();

    @BeforeEach
    void build() {
        lab = Laboratory.open(List.of("one", "other"), List.of(ADDRESS), Duration.ofMillis(50));
        stranger = new Stranger(lab.host("other"));
        sniffer = Sniffer.on(lab.hosts(), lab.host("one"));
    }

    @AfterEach
    void remove() {
        watches.forEach(SpokenDriver::close);
        sniffer.close();
        lab.close();
    }

    private Host one() {
        return lab.host("one");
    }

    /** One that announces by itself after that pause, and not after ten seconds. */
    private SpokenDriver watch(Duration pause) {
        String changed =
                """
                package Changed;
                no warnings;
                INIT {
                    my $new = \\&Flip::Announcements::new;
                    *Flip::Announcements::new = sub {
                        my ($class, $pauses, @rest) = @_;
                        return $new->($class, [%d], @rest);
                    };
                }
                1;
                """
                        .formatted(pause.toMillis());
        try {
            Files.writeString(folder.resolve("Changed.pm"), changed);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return start(Map.of("PERL5OPT", "-I" + folder + " -MChanged"));
    }

    private SpokenDriver start(Map<String, String> environment) {
        SpokenDriver watch = SpokenDriver.watch(one(), environment);
        watches.add(watch);
        assertThat(watch.next()).isEqualTo("hello 1");
        return watch;
    }

    private void holds(String address) {
        one().namespace().ip("addr", "add", address, "dev", Host.INTERFACE, "nodad");
    }

    private static InetAddress address(String text) {
        return InetAddresses.forString(text);
    }

    private Optional<Sniffer.Frame> announcement(String of, Duration limit) {
        return sniffer.awaitAnnouncement(address(of), Stranger.hardware(one()), limit);
    }

    /** What was said before has been heard. */
    private static void awaitHeard(SpokenDriver watch) {
        watch.say("mark");
        assertThat(watch.next()).isEqualTo("refused mark no such request");
    }

    @Test
    void itSaysThatItIsThere() {
        SpokenDriver watch = start(Map.of());

        watch.say("echo");

        assertThat(watch.next()).isEqualTo("echo");
    }

    @ParameterizedTest
    @ValueSource(strings = {ADDRESS, SIX})
    void whoElseSaysThatHeHasAnAddressIsToldOf(String held) {
        SpokenDriver watch = start(Map.of());
        watch.say("watch my%20ip " + held + " " + ON_ETH0);
        awaitHeard(watch);

        stranger.claims(address(held));
        assertThat(watch.next()).isEqualTo("rival my%20ip " + held + " " + stranger.hardware());

        stranger.claims(address(held), "02:00:00:00:00:99");
        assertThat(watch.next()).isEqualTo("rival my%20ip " + held + " 02:00:00:00:00:99");

        watch.say("unwatch my%20ip " + held);
        awaitHeard(watch);
        stranger.claims(address(held), "02:00:00:00:00:98");
        assertThat(watch.nextWithin(A_WHILE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {ADDRESS, SIX})
    void whatComesBackOfOneselfIsNoRival(String held) {
        one().namespace().ip("link", "add", "v1", "type", "veth", "peer", "name", "v2");
        String another = one().namespace().run("cat", "/sys/class/net/v2/address").strip();
        SpokenDriver watch = start(Map.of());
        watch.say("watch ip " + held + " " + ON_ETH0);
        awaitHeard(watch);

        stranger.claims(address(held), Stranger.hardware(one()));
        stranger.claims(address(held), another);
        stranger.claims(address("192.168.0.77"));
        stranger.claims(address(held), "02:00:00:00:00:99");

        assertThat(watch.next()).isEqualTo("rival ip " + held + " 02:00:00:00:00:99");
    }

    @Test
    void ofManyRivalsSomeAreToldOf() {
        SpokenDriver watch = start(Map.of());
        watch.say("watch ip " + ADDRESS + " " + ON_ETH0);
        awaitHeard(watch);

        long begun = System.nanoTime();
        for (int each = 10; each < 60; each++) {
            stranger.claims(address(ADDRESS), "02:00:00:00:00:" + each);
        }
        int told = 0;
        while (watch.nextWithin(A_WHILE).isPresent()) {
            told++;
        }

        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds() + 1;
        assertThat(told).isBetween(8, Math.toIntExact(Math.min(50, 8 * (seconds + 1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {ADDRESS, SIX})
    void whatSomebodyTakesOffItsInterfaceIsToldOfOnce(String held) {
        SpokenDriver watch = start(Map.of());
        holds(held);
        watch.say("watch my%20ip " + held + " " + ON_ETH0, "watch other 192.168.0.77 " + ON_ETH0);
        assertThat(watch.nextWithin(A_WHILE)).as("it is there, the other never was").isEmpty();

        one().namespace().ip("addr", "del", held, "dev", Host.INTERFACE);
        assertThat(watch.next()).isEqualTo("gone my%20ip " + held);
        assertThat(watch.nextWithin(Duration.ofSeconds(5))).as("once").isEmpty();

        holds(held);
        assertThat(watch.nextWithin(Duration.ofSeconds(3))).as("it is there again").isEmpty();
        one().namespace().ip("addr", "del", held, "dev", Host.INTERFACE);
        assertThat(watch.next()).isEqualTo("gone my%20ip " + held);
    }

    @ParameterizedTest
    @ValueSource(strings = {ADDRESS, SIX})
    void itAnnouncesWithLeaveAndAgainWhenThatIsBack(String held) {
        SpokenDriver watch = watch(Duration.ofDays(1));
        holds(held);
        watch.say("watch ip " + held + " " + ON_ETH0, "announce");
        awaitHeard(watch);
        assertThat(announcement(held, A_WHILE)).isEmpty();

        watch.say("renew 20");
        assertThat(announcement(held, SpokenDriver.PATIENCE)).as("leave is there").isPresent();
        assertThat(announcement(held, A_WHILE)).as("once").isEmpty();

        watch.say("announce");
        awaitHeard(watch);
        assertThat(announcement(held, A_WHILE)).as("leave is over").isEmpty();

        watch.say("renew 60000");
        assertThat(announcement(held, SpokenDriver.PATIENCE)).as("leave is back").isPresent();
        watch.say("renew 60000");
        awaitHeard(watch);
        assertThat(announcement(held, A_WHILE)).as("it was there").isEmpty();

        watch.say("announce");
        assertThat(announcement(held, SpokenDriver.PATIENCE)).as("as it is told").isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {ADDRESS, SIX})
    void itDefendsAlsoWithoutLeave(String held) {
        SpokenDriver watch = watch(Duration.ofDays(1));
        holds(held);
        watch.say("watch ip " + held + " " + ON_ETH0, "defend ip " + held);

        assertThat(announcement(held, SpokenDriver.PATIENCE)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {ADDRESS, SIX})
    void itAnnouncesForEverWhatIsThere(String held) {
        SpokenDriver watch = watch(Duration.ofMillis(100));
        holds(held);
        watch.say("renew 60000", "watch ip " + held + " " + ON_ETH0);
        for (int times = 0; times < 5; times++) {
            assertThat(announcement(held, SpokenDriver.PATIENCE)).isPresent();
        }

        one().namespace().ip("addr", "del", held, "dev", Host.INTERFACE);
        long deadline = System.nanoTime() + SpokenDriver.PATIENCE.toNanos();
        while (announcement(held, A_WHILE).isPresent()) { // What was on its way.
            assertThat(System.nanoTime()).as("it ends").isLessThan(deadline);
        }

        holds(held);
        assertThat(announcement(held, SpokenDriver.PATIENCE)).isPresent();
    }

    @Test
    void manyAreAnnouncedAtAPace() {
        SpokenDriver watch = watch(Duration.ofDays(1));
        List<String> all = new ArrayList<>();
        for (int each = 100; each < 120; each++) {
            all.add("192.168.0." + each);
            holds("192.168.0." + each + "/32");
            watch.say("watch ip 192.168.0." + each + " " + ON_ETH0);
        }
        watch.say("renew 60000", "announce");

        Sniffer.Frame first = announcement(all.get(0), SpokenDriver.PATIENCE).orElseThrow();
        Sniffer.Frame last = announcement(all.get(19), SpokenDriver.PATIENCE).orElseThrow();

        assertThat(Duration.ofNanos(last.at() - first.at())).isGreaterThan(Duration.ofMillis(190));
    }

    @Test
    void anInterfaceThatGoesAndComesIsHeardAgain() {
        Netns namespace = one().namespace();
        namespace.ip("link", "add", "v1", "type", "veth", "peer", "name", "v2");
        SpokenDriver watch = start(Map.of());
        watch.say("watch ip 10.7.0.1 {\"interface\": \"v1\"}");
        awaitHeard(watch);

        namespace.ip("link", "del", "v1");
        assertThat(watch.next()).isEqualTo("deaf v1 interface: No such device");

        namespace.ip("link", "add", "v1", "type", "veth", "peer", "name", "v2");
        assertThat(watch.next()).isEqualTo("hears v1");
    }

    @Test
    void whatCannotBeIsRefusedInOneLine() {
        SpokenDriver watch = start(Map.of());

        watch.say("watch ip 10.7.0.1 {\"interface\": \"nowhere\"}");
        assertThat(watch.next()).startsWith("refused watch ip 10.7.0.1").contains("nowhere");
        watch.say("watch ip job {\"interface\": \"eth0\"}");
        assertThat(watch.next()).contains("\"job\" is not an IPv4 or IPv6 address");
        watch.say("renew 999999999");
        assertThat(watch.next()).isEqualTo("refused renew 999999999 no such request");
        watch.say("defend ip unknown", "unwatch ip unknown");
        awaitHeard(watch);
        assertThat(watch.nextWithin(Duration.ofMillis(100))).isEmpty();
    }

    @Test
    void itEndsWithItsInputAndNotBefore() {
        SpokenDriver watch = start(Map.of());
        watch.signal(Daemon.TERM);
        awaitHeard(watch);

        watch.hangUp();

        assertThat(watch.exitCode()).isZero();
    }
}
