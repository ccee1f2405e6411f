package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proves the laboratory itself, with addresses moved by hand. */
@NeedsNamespaces
class LaboratoryTest {
    private static final String ADDRESS = "192.168.0.1";
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration A_WHILE = Duration.ofMillis(200);

    /** What was on the wire when the cut was made may still arrive for so long. */
    private static final long SETTLED = Duration.ofMillis(50).toNanos();

    private Path folder;

    private Laboratory lab;

    @BeforeEach
    void build(@TempDir Path temporary) {
        folder = temporary;
        lab = Laboratory.open(List.of("one", "two"), List.of(ADDRESS), Duration.ofMillis(5));
    }

    @AfterEach
    void remove() {
        lab.close();
    }

    @Test
    void anAddressIsSeenWhereItIsAndAnsweredFromThere() {
        long start = System.nanoTime();

        add("one", ADDRESS + "/32");

        assertThat(lab.timeline().await(on("one"), SOON)).isTrue();
        assertThat(lab.answers().awaitFrom(ADDRESS, "one", start, SOON)).isPresent();
        assertThat(lab.timeline().tell(start)).contains(ADDRESS + " is on one");
    }

    @Test
    void anAddressThatMovesAndIsAnnouncedIsAnsweredFromItsNewPlace() {
        add("one", ADDRESS + "/32");
        assertThat(lab.answers().awaitFrom(ADDRESS, "one", 0, SOON)).isPresent();
        long moved = System.nanoTime();

        remove("one", ADDRESS + "/32");
        add("two", ADDRESS + "/32");
        lab.hosts().client().namespace().ip("neighbour", "flush", "dev", "eth0");

        assertThat(lab.answers().awaitFrom(ADDRESS, "two", moved, SOON)).isPresent();
        assertThat(lab.timeline().onSeveral(ADDRESS, moved, System.nanoTime())).isZero();
        assertThat(lab.timeline().onNone(ADDRESS, moved, System.nanoTime())).isPositive();
    }

    @Test
    void anAddressWithTwoPrefixesIsThereUntilBothAreGone() {
        add("one", ADDRESS + "/32");
        add("one", ADDRESS + "/24");
        remove("one", ADDRESS + "/32");
        add("two", ADDRESS + "/32");
        assertThat(lab.timeline().await(on("one", "two"), SOON)).isTrue();

        remove("one", ADDRESS + "/24");

        assertThat(lab.timeline().await(on("two"), SOON)).isTrue();
        assertThat(lab.timeline().onSeveral(ADDRESS, 0, Long.MAX_VALUE)).isPositive();
    }

    @Test
    void aCutOneWayLeavesTheOtherWayOpen() {
        Host one = lab.host("one");
        add("one", ADDRESS + "/32");
        assertThat(lab.answers().awaitFrom(ADDRESS, "one", 0, SOON)).isPresent();

        lab.segment().onlyHearing(one, List.of(lab.hosts().client()));
        long cut = System.nanoTime();
        long receivedBefore = packetsReceived(one);

        assertThat(lab.answers().awaitFrom(ADDRESS, "one", cut + SETTLED, A_WHILE)).isEmpty();
        assertThat(packetsReceived(one)).isGreaterThan(receivedBefore);

        lab.segment().onlyHeard(one, List.of(lab.hosts().client()));
        receivedBefore = packetsReceived(one);

        assertThat(lab.answers().awaitFrom(ADDRESS, "one", cut + SETTLED, A_WHILE)).isEmpty();
        assertThat(packetsReceived(one)).isEqualTo(receivedBefore);

        lab.segment().heal();
        assertThat(lab.answers().awaitFrom(ADDRESS, "one", cut, SOON)).isPresent();
    }

    @Test
    void aCrashedHostIsSilentAndBareAndComesBackWithoutTheAddress() {
        Host one = lab.host("one");
        add("one", ADDRESS + "/32");
        Daemon sleeper =
                Daemon.start(one, List.of("sleep", "60"), Map.of(), folder.resolve("sleep.log"));
        assertThat(lab.answers().awaitFrom(ADDRESS, "one", 0, SOON)).isPresent();

        one.crash();
        long gone = System.nanoTime();

        assertThat(sleeper.awaitEnd(SOON)).isTrue();
        assertThat(lab.timeline().await(on(), SOON)).isTrue();
        assertThat(lab.answers().awaitFrom(ADDRESS, "one", gone + SETTLED, A_WHILE)).isEmpty();

        one.boot();
        add("one", ADDRESS + "/32");
        assertThat(lab.answers().awaitFrom(ADDRESS, "one", gone, SOON)).isPresent();
    }

    @Test
    void aDaemonIsStoppedGoesOnAndEndsOnSignals() {
        Daemon counter =
                Daemon.start(
                        lab.host("one"),
                        List.of(
                                "sh",
                                "-c",
                                "trap 'echo ended; exit 3' TERM; echo began; sleep 60 & wait"),
                        Map.of(),
                        folder.resolve("counter.log"));
        assertThat(counter.awaitLine(Pattern.compile("began"), SOON)).isTrue();

        counter.signal(Daemon.STOP);
        counter.signal(Daemon.TERM);

        assertThat(counter.awaitEnd(A_WHILE)).isFalse();
        counter.signal(Daemon.CONTINUE);
        assertThat(counter.awaitEnd(SOON)).isTrue();
        assertThat(counter.exitCode()).isEqualTo(3);
        assertThat(counter.lines()).containsExactly("began", "ended");
    }

    @Test
    void whatAKilledRunLeftIsRemovedByTheNext() {
        Owner nobody = new Owner(ProcessHandle.current().pid(), 1);
        Netns left = Netns.create(nobody.newPrefix() + "-left");

        Owner.removeLeftovers();

        assertThat(Netns.all()).doesNotContain(left).contains(lab.host("one").namespace());
    }

    private void add(String host, String address) {
        lab.host(host).namespace().ip("address", "add", address, "dev", Host.INTERFACE);
    }

    private void remove(String host, String address) {
        lab.host(host).namespace().ip("address", "delete", address, "dev", Host.INTERFACE);
    }

    private static Predicate<Timeline> on(String... hosts) {
        return timeline -> timeline.holders(ADDRESS).equals(Set.of(hosts));
    }

    private static long packetsReceived(Host host) {
        String file = "/sys/class/net/" + Host.INTERFACE + "/statistics/rx_packets";
        return Long.parseLong(host.namespace().run("cat", file).trim());
    }
}
