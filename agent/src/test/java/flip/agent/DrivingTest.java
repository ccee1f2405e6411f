package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Reading;
import flip.agent.process.FakeDriver;
import flip.membership.Moment;
import flip.membership.ServerId;
import flip.systems.Catalog;
import flip.systems.Event;
import flip.systems.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a driver is told of leases, and what it tells the node. The clock goes when it is told to.
 */
class DrivingTest {
    private static final Duration LEASE = Duration.ofMillis(1500);

    @TempDir private Path folder = Path.of("");
    private FakeDriver fake;
    private long nanos = 5_000_000_000L;
    private Moment lease = Moment.NEVER;
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void make() throws IOException {
        fake = new FakeDriver(folder, FakeDriver.PATIENCE);
    }

    @AfterEach
    void close() {
        fake.close();
    }

    private Driving driving(String policy) {
        return driving(policy, "a");
    }

    private Driving driving(String policy, String self) {
        return new Driving(
                fake.drivers,
                new ServerId(self),
                catalog(policy),
                new AgentClock(() -> nanos, () -> nanos, () -> OptionalLong.of(nanos)),
                () -> lease);
    }

    private Catalog catalog(String policy) {
        String text =
                """
                {"id": "a", "key": "a key of sixteen or more",
                 "servers": {
                  "a": {"ip": "10.0.0.1", "port": 1, "systems": ["ip"]},
                  "b": {"ip": "10.0.0.2", "port": 1},
                  "c": {"ip": "10.0.0.3", "port": 1}},
                 "cluster": {"system": {"ip": {
                  "driver": "fake", "no_quorum_policy": "%s", "data": ["1"]}}}}
                """
                        .formatted(policy);
        Reading reading =
                ConfigurationFile.read(
                        text, folder.resolve("flip.json"), new OwnId.Named("a"), false);
        return ((Reading.Accepted) reading).settings().catalog();
    }

    private void passes(Duration time) {
        nanos += time.toNanos();
    }

    private void runs(Driving driving, Run.Verb verb, String datum) {
        driving.run(
                fake.asked(verb, "ip", datum, FakeDriver.PATIENCE),
                (run, outcome) -> events.add(new Event.ScriptEnded(run, outcome)),
                events::add);
    }

    /** All that was said to it is heard when an answer to this is. */
    private List<String> heard(Driving driving) {
        int before = events.size();
        runs(driving, Run.Verb.DOWN, "mark");
        await().atMost(FakeDriver.PATIENCE).until(() -> events.size() > before);
        return fake.heard().stream().filter(line -> !line.contains(" mark ")).toList();
    }

    private List<Long> renewals(Driving driving) {
        return heard(driving).stream()
                .filter(line -> line.startsWith("renew ip "))
                .map(line -> Long.valueOf(line.substring("renew ip ".length())))
                .toList();
    }

    @Test
    void underFreezeALeaseIsRenewedForAsLongAsTheLoopGoesOnWithoutOneOfTheQuorum() {
        Driving driving = driving("freeze");
        runs(driving, Run.Verb.ALIVE, "1");
        assertThat(heard(driving))
                .extracting(line -> line.replaceFirst(" .*", ""))
                .containsSubsequence("renew", "alive");

        driving.renew();
        assertThat(driving.pause()).isEqualTo(LEASE.dividedBy(3));
        passes(driving.pause().minusMillis(10));
        driving.renew();
        assertThat(renewals(driving)).as("too early").hasSize(1);
        passes(Duration.ofMillis(10));
        driving.renew();
        assertThat(renewals(driving)).hasSize(2);
        assertThat(driving.pause()).isEqualTo(LEASE.dividedBy(3));
    }

    @Test
    void underFreezeALeaseMovesOnWithThatOfTheQuorumUntilThatIsOverdue() {
        Driving driving = driving("freeze");
        lease = new Moment(nanos).plus(LEASE);
        runs(driving, Run.Verb.ALIVE, "1");
        assertThat(driving.pause()).isEqualTo(LEASE.dividedBy(3));
        passes(Duration.ofSeconds(1));
        driving.renew();
        assertThat(driving.pause()).as("375 ms before its end").isEqualTo(Duration.ofMillis(125));
        passes(Duration.ofMillis(124));
        driving.renew();
        assertThat(renewals(driving)).as("of the quorum's").hasSize(1);

        passes(driving.pause());
        driving.renew();
        assertThat(renewals(driving)).as("of our own").hasSize(2);
        assertThat(driving.pause()).isEqualTo(LEASE.dividedBy(3));

        lease = new Moment(nanos).plus(LEASE);
        driving.renew();
        driving.renew();
        assertThat(renewals(driving)).as("of the quorum's again").hasSize(3);
    }

    /** Its driver, that may have stood still too, must not serve again what others have by now. */
    @Test
    void aLeaseThatEndedWhileTheLoopStoodStillIsRenewedOnlyByTheQuorumOrAnAlive() {
        Driving driving = driving("freeze");
        lease = new Moment(nanos).plus(LEASE);
        runs(driving, Run.Verb.ALIVE, "1");
        passes(LEASE.multipliedBy(2));
        driving.renew();
        assertThat(renewals(driving)).hasSize(1);
        assertThat(driving.pause()).isEqualTo(LEASE.dividedBy(3));

        lease = new Moment(nanos).plus(LEASE);
        driving.renew();
        assertThat(renewals(driving)).as("by the quorum").hasSize(2);
        passes(LEASE.multipliedBy(2));
        driving.renew();
        assertThat(renewals(driving)).hasSize(2);
        runs(driving, Run.Verb.ALIVE, "1");
        assertThat(renewals(driving)).as("for an alive").hasSize(3);
    }

    @Test
    void underStopALeaseIsThatOfTheQuorum() {
        Driving driving = driving("stop");
        lease = new Moment(nanos).plus(Duration.ofSeconds(10));
        runs(driving, Run.Verb.ALIVE, "1");
        passes(LEASE);
        driving.renew();
        assertThat(renewals(driving)).hasSize(1);

        lease = lease.plus(Duration.ofSeconds(7));
        driving.renew();
        lease = Moment.NEVER;
        driving.renew();
        passes(LEASE);
        driving.renew();

        // Of what is left, on a clock that really goes on: each was said within that.
        List<Long> until = renewals(driving);
        assertThat(until).hasSize(2);
        assertThat(until.get(1) - until.get(0)).isBetween(4000L, 20_000L);
    }

    /** A driver refuses what is more than a day away. */
    @Test
    void aLeaseWithoutEndIsRenewedNowAndThen() {
        Driving driving = driving("stop");
        lease = Moment.FOREVER;
        runs(driving, Run.Verb.ALIVE, "1");
        assertThat(renewals(driving)).hasSize(1);
        passes(driving.pause());
        driving.renew();

        List<Long> until = renewals(driving);
        assertThat(until).hasSize(2);
        assertThat(until.get(1) - until.get(0)).isLessThan(20_000L);
    }

    @Test
    void aConfigurationThatChangesThePolicyChangesTheLease() {
        Driving driving = driving("stop");
        runs(driving, Run.Verb.ALIVE, "1");
        assertThat(renewals(driving)).as("no lease").isEmpty();

        driving.use(catalog("freeze"));
        driving.renew();
        assertThat(renewals(driving)).hasSize(1);
    }

    @Test
    void whatIsLostIsToldToTheNode() {
        Driving driving = driving("freeze");
        runs(driving, Run.Verb.ALIVE, "removed");

        await().atMost(FakeDriver.PATIENCE)
                .until(
                        () ->
                                events.contains(
                                        new Event.Lost(
                                                "ip", "removed", "somebody else removed it")));
    }

    @Test
    void aDriverRunsBeforeItIsNeededButNotForAServerThatCarriesNothing() {
        driving("freeze", "b");
        driving("freeze", "a");

        fake.awaitHeard("clock");
        assertThat(fake.heard()).containsExactly("clock");
    }
}
