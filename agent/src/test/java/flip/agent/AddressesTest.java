package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.net.InetAddresses;
import com.google.common.util.concurrent.Uninterruptibles;
import flip.membership.Message;
import flip.membership.Roster;
import flip.membership.Server;
import flip.membership.ServerId;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Where servers are reached. */
class AddressesTest {
    private static final ServerId A = new ServerId("a");
    private static final ServerId B = new ServerId("b");

    private static Roster roster(String a, String b, int port) {
        return Roster.of(
                List.of(
                        new Server(A, a, port, Server.LAST, true),
                        new Server(B, b, port, Server.LAST, true)));
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddresses.forString(address), port);
    }

    @Test
    void anAddressIsKnownAtOnce() {
        Roster roster = roster("10.0.0.1", "fd00::2", 7);
        try (Addresses addresses = new Addresses(roster, InetAddresses.forString("10.0.0.9"))) {
            assertThat(addresses.of(A)).contains(at("10.0.0.1", 7));
            assertThat(addresses.of(B)).contains(at("fd00::2", 7));
            assertThat(addresses.of(new ServerId("c"))).isEmpty();
        }
    }

    @Test
    void aNameIsLookedUpInTheFamilyThatWeListenOn() {
        Roster roster = roster("10.0.0.1", "localhost", 7);
        try (Addresses addresses = new Addresses(roster, InetAddresses.forString("10.0.0.9"))) {
            await().untilAsserted(() -> assertThat(addresses.of(B)).contains(at("127.0.0.1", 7)));
        }
    }

    @Test
    void aNameThatHasNoAddressKeepsNobodyElseFromHavingOne() {
        Roster roster = roster("10.0.0.1", "no-such-host.invalid", 7);
        try (Addresses addresses = new Addresses(roster, InetAddresses.forString("10.0.0.9"))) {
            assertThat(addresses.of(A)).contains(at("10.0.0.1", 7));
            assertThat(addresses.of(B)).isEmpty();

            addresses.use(roster("10.0.0.1", "localhost", 7));

            await().untilAsserted(() -> assertThat(addresses.of(B)).contains(at("127.0.0.1", 7)));
            assertThat(addresses.of(A)).contains(at("10.0.0.1", 7));
        }
    }

    /** A name server that is gone takes half a minute, and the others may be all that is needed. */
    @Test
    void aNameWhoseLookUpHangsKeepsNobodyElseFromHavingOne() {
        CountDownLatch answer = new CountDownLatch(1);
        Addresses.Resolver resolver =
                (host, ipv4) -> {
                    if (host.equals("slow")) {
                        Uninterruptibles.awaitUninterruptibly(answer);
                    }
                    return InetAddresses.forString("10.0.0.2");
                };
        try (Addresses addresses =
                new Addresses(
                        roster("slow", "quick", 7),
                        InetAddresses.forString("10.0.0.9"),
                        resolver)) {
            await().untilAsserted(() -> assertThat(addresses.of(B)).contains(at("10.0.0.2", 7)));
            assertThat(addresses.of(A)).isEmpty();

            answer.countDown();

            await().untilAsserted(() -> assertThat(addresses.of(A)).contains(at("10.0.0.2", 7)));
        }
    }

    @Test
    void anotherConfigurationHasOtherAddresses() {
        Roster roster = roster("10.0.0.1", "10.0.0.2", 7);
        try (Addresses addresses = new Addresses(roster, InetAddresses.forString("10.0.0.9"))) {
            addresses.use(roster("10.0.0.3", "10.0.0.2", 8));

            assertThat(addresses.of(A)).contains(at("10.0.0.3", 8));
            assertThat(addresses.of(B)).contains(at("10.0.0.2", 8));
        }
    }

    /** What is said in the step in which it leaves has to reach it. */
    @Test
    void whoIsLeftOutOfTheNextConfigurationIsReachedWhereItWas() {
        Roster roster = roster("10.0.0.1", "10.0.0.2", 7);
        try (Addresses addresses = new Addresses(roster, InetAddresses.forString("10.0.0.9"))) {
            addresses.use(alone("10.0.0.1"));

            assertThat(addresses.of(A)).contains(at("10.0.0.1", 7));
            assertThat(addresses.of(B)).contains(at("10.0.0.2", 7));

            addresses.use(roster("10.0.0.1", "10.0.0.3", 7));

            assertThat(addresses.of(B)).contains(at("10.0.0.3", 7));
        }
    }

    @Test
    void whoIsNotInTheConfigurationIsAnsweredWhereItSpokeFrom() {
        Message ping = ping(B);
        try (Addresses addresses =
                new Addresses(alone("10.0.0.1"), InetAddresses.forString("10.0.0.9"))) {
            assertThat(addresses.of(B)).isEmpty();

            addresses.heard(at("10.0.0.4", 8), ping);

            assertThat(addresses.of(B)).contains(at("10.0.0.4", 8));
        }
    }

    @Test
    void whoIsInTheConfigurationIsReachedWhereThatSaysWhereverItSpeaksFrom() {
        Roster roster = roster("10.0.0.1", "no-such-host.invalid", 7);
        try (Addresses addresses = new Addresses(roster, InetAddresses.forString("10.0.0.9"))) {
            addresses.heard(at("10.0.0.4", 8), ping(A));
            addresses.heard(at("10.0.0.4", 8), ping(B));

            assertThat(addresses.of(A)).contains(at("10.0.0.1", 7));
            assertThat(addresses.of(B)).isEmpty();
        }
    }

    private static Roster alone(String a) {
        return Roster.of(List.of(new Server(A, a, 7, Server.LAST, true)));
    }

    private static Message ping(ServerId sender) {
        return StrangersTest.message(sender, 1, 0, new Message.Ping());
    }

    @Test
    void aLookUpThatBeganBeforeAnotherConfigurationTakesNothingAwayFromIt() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        CompletableFuture<Optional<InetSocketAddress>> seen = new CompletableFuture<>();
        CompletableFuture<Addresses> made = new CompletableFuture<>();
        Addresses.Resolver resolver =
                (host, ipv4) -> {
                    if (host.equals("slow")) {
                        asked.countDown();
                        Uninterruptibles.awaitUninterruptibly(answer);
                    } else if (host.equals("next")) {
                        seen.complete(made.join().of(A));
                    }
                    return InetAddresses.forString("10.0.0.2");
                };
        try (Addresses addresses =
                new Addresses(
                        roster("10.0.0.1", "slow", 7),
                        InetAddresses.forString("10.0.0.9"),
                        resolver)) {
            made.complete(addresses);
            asked.await();

            addresses.use(roster("10.0.0.3", "next", 8));
            answer.countDown();

            assertThat(seen.get(30, TimeUnit.SECONDS)).contains(at("10.0.0.3", 8));
        }
    }
}
