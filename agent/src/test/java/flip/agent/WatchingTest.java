package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Reading;
import flip.agent.process.FakeWatch;
import flip.membership.Moment;
import flip.membership.ServerId;
import flip.systems.Catalog;
import flip.systems.Outcome;
import flip.systems.Run;
import flip.systems.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the watch on addresses is told of a node's runs, views and leases. */
class WatchingTest {
    private static final String ON_ETH0 = "{\"interface\":\"eth0\"}";
    private static final ImmutableSortedMap<String, String> ETH0 =
            ImmutableSortedMap.of("FLIP_CONFIG_interface", "eth0");

    @TempDir private Path folder = Path.of("");
    private FakeWatch fake;
    private long nanos = 5_000_000_000L;
    private Moment lease = Moment.NEVER;
    private long runs;
    private Watching watching;

    @BeforeEach
    void make() throws IOException {
        fake = new FakeWatch(folder);
        watching = watching(catalog("shard", "eth0"));
    }

    @AfterEach
    void close() {
        fake.close();
    }

    private Watching watching(Catalog catalog) {
        return new Watching(
                fake.watch,
                new ServerId("a"),
                catalog,
                new AgentClock(() -> nanos, () -> nanos, () -> OptionalLong.of(nanos)),
                () -> lease);
    }

    private Catalog catalog(String type, String place) {
        String text =
                """
                {"id": "a", "key": "a key of sixteen or more",
                 "servers": {
                  "a": {"ip": "10.0.0.1", "port": 1, "systems": ["ip"]},
                  "b": {"ip": "10.0.0.2", "port": 1},
                  "c": {"ip": "10.0.0.3", "port": 1}},
                 "cluster": {"system": {"ip": {
                  "alive": "u", "down": "d", "type": "%s",
                  "config": {"interface": "%s"}, "data": ["10.0.0.1"]}}}}
                """
                        .formatted(type, place);
        Reading reading =
                ConfigurationFile.read(
                        text, folder.resolve("flip.json"), new OwnId.Named("a"), false);
        return ((Reading.Accepted) reading).settings().catalog();
    }

    private Run run(Run.Verb verb, String datum, ImmutableSortedMap<String, String> environment) {
        return new Run(
                ++runs,
                "ip",
                datum,
                verb,
                new Tool.Scripts("u", "d"),
                ON_ETH0,
                environment,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
    }

    private void raises(String datum, ImmutableSortedMap<String, String> environment) {
        Run run = run(Run.Verb.ALIVE, datum, environment);
        watching.begins(run);
        watching.ended(run.id(), new Outcome.Succeeded(Duration.ZERO));
    }

    /** All that it was told before is heard when this is. */
    private List<String> heard() {
        fake.watch.defend("mark", "mark");
        fake.awaitHeard(lines -> lines.contains("defend mark mark"));
        return fake.heard().stream().filter(line -> !line.startsWith("defend mark")).toList();
    }

    /** It is told nothing before it is ready. */
    private void isReady() {
        raises("10.0.0.99", ETH0);
        fake.awaitHeard(lines -> lines.contains("watch ip 10.0.0.99 " + ON_ETH0));
        watching.begins(run(Run.Verb.DOWN, "10.0.0.99", ETH0));
        fake.awaitHeard(lines -> lines.contains("unwatch ip 10.0.0.99"));
    }

    @Test
    void anAddressIsWatchedFromTheEndOfItsAliveToTheBeginOfItsDown() {
        isReady();
        Run alive = run(Run.Verb.ALIVE, "10.0.0.1/24", ETH0);
        watching.begins(alive);
        watching.stepped();
        watching.installed();
        watching.stepped();
        watching.stepped();
        watching.ended(alive.id(), new Outcome.Succeeded(Duration.ZERO));
        watching.defend("ip", "10.0.0.1/24");
        watching.begins(run(Run.Verb.DOWN, "10.0.0.1/24", ETH0));

        assertThat(heard())
                .endsWith(
                        "announce",
                        "watch ip 10.0.0.1/24 " + ON_ETH0,
                        "defend ip 10.0.0.1/24",
                        "unwatch ip 10.0.0.1/24");
    }

    @Test
    void whatWasNotRaisedIsNotWatched() {
        isReady();
        Run alive = run(Run.Verb.ALIVE, "10.0.0.1", ETH0);
        watching.begins(alive);
        watching.ended(alive.id(), new Outcome.Failed(Duration.ZERO, "exit code 1"));

        assertThat(heard()).last().isEqualTo("unwatch ip 10.0.0.99");
    }

    @Test
    void whatIsNoAddressThatOthersHearIsNotWatched() {
        isReady();
        raises("a job", ETH0);
        raises("10.0.0.1.5", ETH0);
        raises("10.0.0.2", ImmutableSortedMap.of());
        raises("10.0.0.3", ImmutableSortedMap.of("FLIP_CONFIG_interface", "lo"));
        raises("10.0.0.4", ImmutableSortedMap.of("FLIP_CONFIG_interface", "lo0"));
        raises("2001:db8::1", ETH0);

        assertThat(heard()).endsWith("unwatch ip 10.0.0.99", "watch ip 2001:db8::1 " + ON_ETH0);
    }

    @Test
    void whatIsOnEveryServerIsNotWatched() {
        isReady();
        watching.use(catalog("replicate", "eth0"));
        watching.use(catalog("shard", "eth0"));
        raises("10.0.0.1", ETH0);
        watching.use(catalog("replicate", "eth0"));
        raises("10.0.0.2", ETH0);
        watching.use(catalog("shard", "eth0"));

        fake.awaitHeard(lines -> lines.contains("watch ip 10.0.0.1 " + ON_ETH0));
        assertThat(fake.heard()).doesNotContain("watch ip 10.0.0.2 " + ON_ETH0);
    }

    @Test
    void leaveToAnnounceEndsWithTheLease() {
        isReady();
        watching.renew();
        lease = new Moment(nanos).plus(Duration.ofMillis(1200));
        watching.renew();
        nanos += Duration.ofMillis(400).toNanos();
        watching.renew();
        lease = lease.plus(Duration.ofMillis(10));
        watching.renew();
        lease = lease.plus(Duration.ofMillis(500));
        watching.renew();
        nanos += Duration.ofSeconds(5).toNanos();
        watching.renew();

        assertThat(heard()).endsWith("unwatch ip 10.0.0.99", "renew 1200", "renew 1310");
    }
}
